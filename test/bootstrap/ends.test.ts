import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { writeProgram } from './program.ts'
import {
  type Act,
  findProcess,
  fixtures,
  isAsleep,
  isGuarded,
  isProcHidden,
  nodeBinary,
  runBoth,
} from './run-process.ts'

const hasExecve =
  execFileSync(nodeBinary, ['-p', 'typeof process.execve'], { encoding: 'utf8' }).trim() === 'function'

/** A fixture, its arguments, and how often its function `ran` has to be counted. */
interface End {
  name: string
  args: string[]
  end: number | string
}

const selfMade: End[] = [
  { name: 'a normal end', args: ['exit-normal.cjs'], end: 0 },
  { name: 'process.exit', args: ['exit-code.cjs'], end: 3 },
  { name: 'process.exitCode', args: ['exit-code-property.cjs'], end: 4 },
  { name: 'process.exit in an exit listener', args: ['exit-in-exit-handler.cjs'], end: 5 },
  { name: 'process.exitCode in an exit listener', args: ['exit-code-in-exit-handler.cjs'], end: 9 },
  { name: 'process.reallyExit', args: ['really-exit.cjs'], end: 6 },
  { name: 'an uncaught error', args: ['uncaught.cjs'], end: 1 },
  { name: 'an uncaught error in a callback', args: ['uncaught-later.cjs'], end: 1 },
  { name: 'an unhandled rejection', args: ['unhandled-rejection.cjs'], end: 1 },
  { name: 'an error in an exit listener', args: ['throw-in-exit-handler.cjs'], end: 1 },
  { name: 'listeners that print their stack traces', args: ['stack-traces-at-exit.cjs'], end: 3 },
  { name: 'an uncaught error with exit listeners', args: ['stack-traces-at-exit.cjs', 'throw'], end: 1 },
  { name: 'an exit in an uncaughtException listener', args: ['uncaught-monitored.cjs'], end: 8 },
  { name: 'process.abort', args: ['abort.cjs'], end: 'SIGABRT' },
  ...['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGALRM', 'SIGKILL'].map(signal => ({
    name: `${signal} to itself`,
    args: ['kill-self.cjs', signal],
    end: signal,
  })),
  // Node ignores these, or opens the inspector, until a listener for them is removed.
  ...['SIGPIPE', 'SIGXFSZ', 'SIGUSR1'].map(signal => ({
    name: `${signal} to itself, after its listener was removed`,
    args: ['kill-self.cjs', signal, 'had-listener'],
    end: signal,
  })),
  { name: 'an exit after all globals were replaced', args: ['replaced-globals.cjs'], end: 2 },
  { name: 'an end after process.emit was replaced', args: ['replaced-emit.cjs'], end: 0 },
  { name: 'an end after globals were frozen', args: ['frozen-globals.cjs'], end: 0 },
  { name: 'an end under --frozen-intrinsics', args: ['--frozen-intrinsics', 'exit-code.cjs'], end: 3 },
  { name: 'an end under --disable-proto', args: ['--disable-proto=throw', 'exit-code.cjs'], end: 3 },
]

describe('an end that the process makes itself', () => {
  const check = async ({ args, end }: End) => {
    const { bare, counted, data } = await runBoth(args.map(inFixtures))
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(1)
    expect(data.ends()).toEqual([end])
    expect(data.leftovers).toEqual([])
    // A process that dies of a signal cannot remove its start record: its data file names the end.
    expect(data.live).toHaveLength(typeof end === 'string' ? 1 : 0)
  }
  test.for(selfMade)('counts $name', check)

  test.runIf(hasExecve)('counts both images of process.execve', async () => {
    const { bare, counted, data } = await runBoth([inFixtures('execve.cjs')])
    expect(counted).toEqual(bare)
    expect([data.count('ran'), data.count('ranAgain')]).toEqual([1, 1])
    expect(data.live).toEqual([])
    expect(data.files.map(file => file.covtree.reason).sort()).toEqual(['execve', 'exit'])
  })
})

test.runIf(hasExecve)(
  'process.execve refuses a wrong environment with the message that it has without covtree',
  async () => {
    const program = `const { execPath } = process
for (const env of [{ name: 1 }, { 'a\\0b': 'c' }, 'text', null]) {
  try { process.execve(execPath, [execPath, "-e", "0"], env) } catch (error) { console.log(String(error)) }
}
function ran() {}
ran()
`
    const root = writeProgram({ 'main.cjs': program })
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
    expect(counted).toEqual(bare)
    expect(counted.stdout).toContain('ERR_INVALID_ARG_')
    expect(data.count('ran')).toBe(1)
  },
)

/** How old a process is when something happens to it: before and after it was given its signal thread. */
const lived = ['0', '300']
const catchable = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR2',
  'SIGALRM',
  'SIGVTALRM',
  'SIGXCPU',
  'SIGIO',
  'SIGPWR',
  'SIGSTKFLT',
] as const

describe('a signal from elsewhere', () => {
  test.for(catchable)('lets a waiting process die of %s, counted', async signal => {
    const act: Act = async (running, data) => {
      await running.saw('idle')
      await isGuarded(running, data)
      send(running.child.pid!, signal)
    }
    const { bare, counted, data } = await runBoth([inFixtures('is-idle.cjs'), '300'], { act })
    expect(counted).toEqual(bare)
    // SIGIO and SIGPOLL are one signal with two names.
    expect(constants.signals[counted.signal!]).toBe(constants.signals[signal])
    expect(data.count('ran')).toBe(1)
    expect(data.ends().map(end => constants.signals[end as NodeJS.Signals])).toEqual([
      constants.signals[signal],
    ])
  })

  test.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'lets a server die of %s as soon as it listens, counted',
    async signal => {
      const act: Act = async running => {
        await running.saw('listening')
        send(running.child.pid!, signal)
      }
      const { bare, counted, data } = await runBoth([inFixtures('listens.cjs')], { act })
      expect(counted).toEqual(bare)
      expect(counted.signal).toBe(signal)
      expect(data.count('ran')).toBe(1)
      expect(data.ends()).toEqual([signal])
    },
  )

  test.for(['on', 'once'])(
    'reaches the handler of a program that has just begun to listen: %s',
    async method => {
      const act: Act = async running => {
        await running.saw('listening')
        send(running.child.pid!, 'SIGTERM')
      }
      const { bare, counted, data } = await runBoth([inFixtures('listens.cjs'), method], { act })
      expect(counted).toEqual(bare)
      expect(counted).toMatchObject({ code: 0, stdout: 'listening\nclosed\n' })
      expect(data.count('ran')).toBe(2)
      expect(data.ends()).toEqual([0])
    },
  )

  // The signal arrives while the server cannot return to its loop: before it has its signal thread, or while the thread starts.
  test.for([
    ['that has nothing to save', [], '/'],
    ['at its start', [], fixtures],
    ['while its signal thread starts', ['20'], fixtures],
    ['while its signal thread starts', ['50'], fixtures],
  ] as const)('lets a server die that is blocked %s: %s', async ([, args, root]) => {
    const act: Act = async running => {
      await running.saw('blocked')
      send(running.child.pid!, 'SIGTERM')
    }
    const options = { act, root: root === '/' ? join(fixtures, 'embed') : root }
    const { bare, counted } = await runBoth([inFixtures('blocks-once-it-listens.cjs'), ...args], options)
    expect(counted).toEqual(bare)
    expect(counted.signal).toBe('SIGTERM')
  })

  test.for([
    [['--trace-sigint'], 'SIGINT', 'interrupted by'],
    [['--report-on-signal', '--report-filename=/dev/null'], 'SIGUSR2', 'report completed\n'],
  ] as const)('does what Node does for %s', async ([options, signal, text]) => {
    const act: Act = async (running, data) => {
      await running.saw('idle')
      await isGuarded(running, data)
      const { pid, stderr } = running.child
      // Node prints where the program is: it has just written.
      await isAsleep(pid!)
      let printed = ''
      const hasPrinted = new Promise<void>(resolve =>
        stderr!.on('data', chunk => {
          printed += chunk
          if (printed.includes(text)) resolve()
        }),
      )
      send(pid!, signal)
      await Promise.race([hasPrinted, running.ended])
      if (signal === 'SIGUSR2') send(pid!, 'SIGTERM')
    }
    const { bare, counted } = await runBoth([...options, inFixtures('is-idle.cjs'), '300'], { act })
    expect(counted).toEqual(bare)
    expect(counted.stderr).toContain(text)
  })

  test('lets a busy process die at once, counted', async () => {
    const took: number[] = []
    const act: Act = async (running, data) => {
      await isGuarded(running, data)
      running.child.stdin!.write('\n')
      await running.saw('busy')
      const before = performance.now()
      send(running.child.pid!, 'SIGTERM')
      await running.ended
      took.push(performance.now() - before)
    }
    const { bare, counted, data } = await runBoth([inFixtures('is-busy.cjs'), 'line'], { act })
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(1)
    expect(data.count('work')).toBeGreaterThan(0)
    // The loop has no end of its own. 2 s: 40 ms on an idle machine, much more on one with other work.
    expect(took[1]! - took[0]!).toBeLessThan(2000)
  })

  test('lets a process die that was busy from its start, and its start record lists it as lost', async () => {
    const act: Act = async running => {
      await running.saw('busy')
      send(running.child.pid!, 'SIGTERM')
    }
    const { bare, counted, data } = await runBoth([inFixtures('is-busy.cjs')], { act })
    expect(counted).toEqual(bare)
    expect(data.live).toHaveLength(1)
    expect(data.files).toEqual([])
  })

  test('lets a process die that waits in a synchronous spawn, counted', async () => {
    const act: Act = async (running, data) => {
      await isGuarded(running, data)
      await running.saw('blocked')
      send(running.child.pid!, 'SIGTERM')
      // Its child lives on, as it does without covtree, and holds the pipes.
      const pid = findProcess((line, group) => group === running.child.pid && line.includes('console.log'))
      send(pid, 'SIGKILL')
    }
    const { bare, counted, data } = await runBoth([inFixtures('is-blocked.cjs'), '400'], { act })
    expect(counted).toEqual(bare)
    expect(counted.signal).toBe('SIGTERM')
    expect(data.count('ran')).toBe(1)
    expect(data.ends()).toEqual(['SIGTERM'])
  })

  describe.for(lived)("finds the program's own handlers in place at %s ms", age => {
    test.for(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const)('graceful shutdown on %s', async signal => {
      const act = onIdle(age, async running => send(running.child.pid!, signal))
      const { bare, counted, data } = await runBoth([inFixtures('graceful-shutdown.cjs'), signal, age], {
        act,
      })
      expect(counted).toEqual(bare)
      expect(counted.code).toBe(0)
      expect(data.count('ran')).toBe(1)
    })

    test('a handler that ignores the first signal and ends on the second', async () => {
      const act = onIdle(age, async running => {
        send(running.child.pid!, 'SIGTERM')
        await running.saw('first')
        send(running.child.pid!, 'SIGTERM')
      })
      const { bare, counted, data } = await runBoth([inFixtures('ends-on-second-signal.cjs'), age], { act })
      expect(counted).toEqual(bare)
      expect(counted.code).toBe(10)
      expect([data.count('first'), data.count('second')]).toEqual([1, 1])
    })

    test('a `once` handler, then the default', async () => {
      const act = onIdle(age, async running => {
        send(running.child.pid!, 'SIGTERM')
        await running.saw('first')
        send(running.child.pid!, 'SIGTERM')
      })
      const { bare, counted, data } = await runBoth([inFixtures('once-then-default.cjs'), age], { act })
      expect(counted).toEqual(bare)
      expect(counted.signal).toBe('SIGTERM')
      expect(data.live).toHaveLength(1)
      if (age !== '0') expect(data.count('first')).toBe(1)
    })

    test.for(['off', 'all'])('an `on` handler that %s removes', async how => {
      const act = onIdle(age, async running => send(running.child.pid!, 'SIGTERM'))
      const { bare, counted, data } = await runBoth([inFixtures('handler-removed.cjs'), age, how], { act })
      expect(counted).toEqual(bare)
      expect(counted.signal).toBe('SIGTERM')
      if (age !== '0') expect(data.count('ran')).toBe(1)
    })

    test('a handler that raises the signal again', async () => {
      const act = onIdle(age, async running => send(running.child.pid!, 'SIGTERM'))
      const { bare, counted, data } = await runBoth([inFixtures('raises-again.cjs'), age], { act })
      expect(counted).toEqual(bare)
      expect(counted.signal).toBe('SIGTERM')
      expect(data.count('ran')).toBe(1)
      expect(data.ends()).toEqual(['SIGTERM'])
    })
  })

  test('kills a process in its exit listener as without covtree', async () => {
    const act: Act = async running => {
      await running.saw('exiting')
      send(running.child.pid!, 'SIGTERM')
    }
    const { bare, counted, data } = await runBoth([inFixtures('signal-while-exiting.cjs')], { act })
    expect(counted).toEqual(bare)
    expect(counted.signal).toBe('SIGTERM')
    expect(data.live).toHaveLength(1)
  })

  test('is counted once when two signals come in a row', async () => {
    const act = onIdle('300', async running => {
      send(running.child.pid!, 'SIGTERM')
      send(running.child.pid!, 'SIGTERM')
    })
    const { bare, counted, data } = await runBoth([inFixtures('is-idle.cjs'), '300'], { act })
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(1)
    expect(data.ends()).toEqual(['SIGTERM'])
  })

  test('by SIGKILL ends the process at once, and its start record lists it as lost', async () => {
    const act = onIdle('300', async running => send(running.child.pid!, 'SIGKILL'))
    const { bare, counted, data } = await runBoth([inFixtures('is-idle.cjs'), '300'], { act })
    expect(counted).toEqual(bare)
    expect(data.live).toHaveLength(1)
    // The counts up to the start of its signal thread are there.
    expect(data.files.map(file => file.covtree.reason)).toEqual(['checkpoint'])
  })
})

describe('what a program sees', () => {
  test.for(['at its start', 'with its signal thread'])('is the same %s', async when => {
    const folder = mkdtempSync(join(tmpdir(), 'covtree-state-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const act: Act = async (running, data) => {
      if (when !== 'at its start') await isGuarded(running, data)
      writeFileSync(join(folder, String(running.child.pid)), '')
    }
    const args = when === 'at its start' ? [] : [folder]
    const { bare, counted } = await runBoth([inFixtures('visible-state.cjs'), ...args], { act })
    expect(counted.stdout).toBe(bare.stdout)
    expect(counted).toEqual(bare)
  })

  test('is the same in stack traces', async () => {
    const { bare, counted } = await runBoth([inFixtures('stack-traces.cjs')])
    expect(counted.stdout).toBe(bare.stdout)
    expect(counted).toEqual(bare)
  })

  test('leaves no trace when covtree is switched off', async () => {
    const { bare, counted, data } = await runBoth([inFixtures('exit-code.cjs')], {
      env: { COVTREE_DATAFILE: '' },
    })
    expect(counted).toEqual(bare)
    expect(data.ids()).toEqual([])
  })
})

test('a data file names the version of the Node that wrote it', async () => {
  const { data } = await runBoth([inFixtures('exit-code.cjs')])
  const version = execFileSync(nodeBinary, ['--version'], { encoding: 'utf8' }).trim()
  expect(data.files.map(({ covtree }) => covtree.process.node)).toEqual([version])
})

function inFixtures(arg: string): string {
  return /\.[cm]?js$/.test(arg) ? join(fixtures, arg) : arg
}

function onIdle(age: string, act: Act): Act {
  return async (running, data) => {
    await running.saw('idle')
    if (age !== '0') await isGuarded(running, data)
    await act(running, data)
  }
}

/** Sends a signal as a shell would: the test worker's own process.kill is not asked, even if it is wrapped. */
function send(pid: number, signal: NodeJS.Signals): void {
  execFileSync('/bin/kill', [`-${signal.slice(3)}`, String(pid)])
}

test.skipIf(isProcHidden)(
  'a process that runs an installed tool alone and waits has no thread more (counts threads in /proc)',
  async () => {
    const file = 'node_modules/tool/tool.cjs'
    const folder = writeProgram({
      [file]: `setTimeout(() => {
      const { readdirSync } = require('node:fs')
      console.log(readdirSync('/proc/self/task').length)
    }, 400)`,
    })
    const { bare, counted } = await runBoth([join(folder, file)], { root: folder })
    expect(counted).toEqual(bare)
  },
)
