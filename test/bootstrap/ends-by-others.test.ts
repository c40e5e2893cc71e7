// Ends that come from a terminal, a shell, a group of processes or a time limit.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type Act,
  createDataFolder,
  findProcess,
  fixtures,
  isGuarded,
  nodeBinary,
  proc,
  runBoth,
  start,
} from './run-process.ts'

const fixture = (name: string) => join(fixtures, name)
// Not /bin/kill: that of procps takes a group's number for an option and kills all there is. Nothing is wrapped in this process.
const send = (pid: number, signal: string) => {
  expect(Math.abs(pid)).toBeGreaterThan(1)
  process.kill(pid, `SIG${signal}`)
}

const major = Number(
  execFileSync(nodeBinary, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0],
)

describe('a terminal', () => {
  // Runs a program on a pseudo-terminal, types or signals when it says so, and prints its end and whether the terminal is as before.
  const script = `
import os, pty, sys, termios, signal, select
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[3], sys.argv[3:])
before = termios.tcgetattr(fd)[3]
seen = b''
while b'raw' not in seen:
    seen += os.read(fd, 1000)
if sys.argv[2]:
    while not int(open(sys.argv[2] + '/%d/status' % pid).read().split('SigCgt:')[1].split()[0], 16) >> signal.SIGVTALRM - 1 & 1:
        select.select([], [], [], 0.01)
raw = termios.tcgetattr(fd)[3]
os.kill(pid, getattr(signal, sys.argv[1]))
_, status = os.waitpid(pid, 0)
print(os.WTERMSIG(status), raw != before, termios.tcgetattr(fd)[3] == before)
`
  test.for([
    ['SIGTERM', '0'],
    ['SIGINT', '0'],
    ['SIGTERM', '400'],
    ['SIGINT', '400'],
    ['SIGHUP', '400'],
  ])(
    'is left as without covtree by a program in raw mode that %s ends at %s ms',
    async ([signal = '', age = '']) => {
      const outcomes: unknown[] = []
      const data = createDataFolder()
      for (const folder of [undefined, data]) {
        const program = [nodeBinary, fixture('raw-terminal.cjs'), age]
        // A program that is old enough is ended once its signal thread catches SIGVTALRM, which no program here handles.
        const statusFolder = folder && age !== '0' ? proc : ''
        const running = start(['-c', script, signal, statusFolder, ...program], {
          env: { ...folder?.env, TERM: 'xterm' },
          execPath: 'python3',
        })
        outcomes.push(await running.ended)
      }
      expect(outcomes[1]).toEqual(outcomes[0])
      if (age !== '0') expect(data.read().count('ran')).toBe(1)
    },
  )
})

describe('a group', () => {
  test.for([
    ['group', 'SIGTERM'],
    ['group', 'SIGKILL'],
  ])('killed by its parent is counted: %s, %s', async ([whom, signal]) => {
    const { bare, counted, data } = await runBoth([fixture('kills-group.cjs'), whom!, signal!])
    expect(counted).toEqual(bare)
    expect(counted.stdout).toBe(`shell null ${signal}\n`)
    expect(data.count('ran')).toBe(1)
    expect([...data.kills.values()]).toMatchObject([{ signal, answered: true }])
  })

  test('whose shell alone is killed lives on, and is counted when it is asked', async () => {
    const act: Act = async (running, data) => {
      await running.saw('shell null SIGTERM')
      const idle = findChild('is-idle.cjs', running.child.pid!)
      if (data) {
        const asked = data.sawAnswers(1)
        send(idle, 'URG')
        await asked
      }
      send(idle, 'KILL')
    }
    const { bare, counted, data } = await runBoth([fixture('kills-group.cjs'), 'shell', 'SIGTERM'], { act })
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(1)
  })

  test('that a shell kills is counted', async () => {
    const act: Act = async (running, data) => {
      await running.saw('idle')
      await isGuarded(running, data)
      send(-running.child.pid!, 'TERM')
    }
    const { bare, counted, data } = await runBoth([fixture('is-idle.cjs'), '300'], { act })
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(1)
  })
})

describe('a time limit', () => {
  test.for([
    ['execFile', 'SIGTERM'],
    ['execFile', 'SIGKILL'],
    ['spawn', 'SIGTERM'],
    ['spawn', 'SIGKILL'],
    ['spawnSync', 'SIGTERM'],
    ['execFileSync', 'SIGTERM'],
  ])('that ends a program leaves its counts: %s, %s', async ([how, signal]) => {
    const { bare, counted, data } = await runBoth([fixture('kills-by-timeout.cjs'), how!, signal!])
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(1)
  })

  test.for(['spawnSync', 'execFileSync'])(
    'of %s with SIGKILL keeps the start record of the program, which lists it as lost',
    async how => {
      const { bare, counted, data } = await runBoth([fixture('kills-by-timeout.cjs'), how, 'SIGKILL'])
      expect(counted).toEqual(bare)
      expect(data.live).toHaveLength(1)
      // It waited long enough to be given its signal thread: up to then it is counted.
      expect(data.count('ran')).toBe(1)
    },
  )

  test('of the timeout command ends a program like any signal from elsewhere', async () => {
    const data = createDataFolder()
    const args = ['--preserve-status', '1.5', nodeBinary, fixture('is-idle.cjs'), '0']
    const running = start(args, { env: data.env, execPath: 'timeout' })
    expect(await running.ended).toMatchObject({ stdout: 'idle\n', stderr: '' })
    expect(data.read().count('ran')).toBe(1)
    expect(data.read().ends()).toEqual(['SIGTERM'])
  })
})

describe('the signal matrix', () => {
  test.for(['0', '300'])(
    'a listener added after a busy start of %s ms receives the signal as without covtree',
    async busy => {
      const act: Act = async running => {
        await running.saw('listens')
        send(running.child.pid!, 'TERM')
      }
      const { bare, counted, data } = await runBoth([fixture('late-listener.cjs'), busy], { act })
      expect(counted).toEqual(bare)
      expect(counted.code).toBe(4)
      expect(data.count('ran')).toBe(1)
    },
  )

  test.for(['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGABRT'])(
    '%s to itself calls no exit listener',
    async signal => {
      const { bare, counted, data } = await runBoth([fixture('kill-self-at-exit.cjs'), signal])
      expect(counted).toEqual(bare)
      expect(counted.signal).toBe(signal)
      expect([data.count('ran'), data.count('never')]).toEqual([1, 0])
    },
  )

  test("a program under --permission that may not write covtree's data starts without it", async () => {
    const args = [
      '--experimental-permission',
      '--no-warnings',
      `--allow-fs-read=*`,
      fixture('is-idle.cjs'),
      '0',
    ]
    // From Node 24 on there is but the second name.
    const permission = major >= 24 ? '--permission' : args[0]!
    const act: Act = async running => {
      await running.saw('idle')
      send(running.child.pid!, 'TERM')
    }
    const { bare, counted, data } = await runBoth([permission, ...args.slice(1)], { act })
    expect(counted).toEqual(bare)
    expect(counted).toMatchObject({ stdout: 'idle\n', signal: 'SIGTERM' })
    expect(data.ids()).toEqual([])
  })
})

/** The process that runs a fixture, started by `starter`. */
function findChild(name: string, starter: number): number {
  return findProcess(line => line.startsWith(nodeBinary) && line.endsWith(`/${name} 0 ${starter}`))
}
