import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ChildConfig } from '../../src/contract/environment.ts'
import { combineFolder } from '../../src/run/combine-folder.ts'
import { writeProgram } from './program.ts'
import { type Act, createDataFolder, isProcHidden, nodeBinary, runBoth, start } from './run-process.ts'

/** The first lines of each program. `body` is the file of the thread; `said` resolves when the thread has said something. */
const prelude = `const { Worker, SHARE_ENV } = require('node:worker_threads')
const { once } = require('node:events')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const body = join(__dirname, 'body.cjs')
const load = 'require(' + JSON.stringify(body) + ')'
const show = (...ends) => ends.forEach(end => console.log(JSON.stringify(end)))
process.on('uncaughtException', error => show(error.message));
`
const ran = `function ran() {}
ran()
`
const says = `require('node:worker_threads').parentPort.postMessage('ready')
`
const idle = `${ran + says}setInterval(() => {}, 1000)
`
/** Taking the counts of so many functions takes longer than 150 ms. */
const many = Array.from(
  { length: 50_000 },
  (_, i) => `function f${i}(x) { return x ? 1 : 2 }\nf${i}(0)\n`,
).join('')

/** Without /proc, a busy thread may be interrupted from Node 22 on: nothing tells whether it waits. */
const countsBusy =
  !isProcHidden ||
  execFileSync(nodeBinary, ['-p', 'process.versions.node >= "22"'], { encoding: 'utf8' }) === 'true\n'

interface Thread {
  name: string
  /** The main thread's program, after the prelude. */
  main: string
  /** The thread's program. */
  body?: string
  /** Codes with which the thread and the main thread say that they ended, the thread's first. */
  ends: (number | string | undefined)[]
  /** How often `ran` has to be counted. @default 1 */
  count?: number
  /** How many stay on the list without an end. */
  lost?: number
  act?: Act
  config?: Partial<ChildConfig>
}

const starts: [name: string, start: string][] = [
  ['a file', 'new Worker(body)'],
  ['a file: URL', 'new Worker(pathToFileURL(body))'],
  ['eval', 'new Worker(load, { eval: true })'],
  [
    'a data: URL',
    `new Worker(new URL('data:text/javascript,import ' + JSON.stringify(String(pathToFileURL(body)))))`,
  ],
  ['an environment of its own', `new Worker(body, { env: { OWN: '1' } })`],
  ['an empty environment', 'new Worker(body, { env: {} })'],
  ['NODE_OPTIONS of its own', `new Worker(body, { env: { NODE_OPTIONS: '--no-warnings' } })`],
  ['a copied environment', 'new Worker(body, { env: { ...process.env } })'],
  ['a shared environment', 'new Worker(body, { env: SHARE_ENV })'],
  ['execArgv', `new Worker(body, { execArgv: ['--no-warnings'] })`],
  ['empty execArgv', 'new Worker(body, { execArgv: [] })'],
  ['execArgv and environment', `new Worker(body, { execArgv: ['--no-warnings'], env: {} })`],
  ['a preload', `new Worker(load, { eval: true, execArgv: ['--require', join(__dirname, 'preload.cjs')] })`],
  ['argv and workerData', `new Worker(body, { argv: ['--flag'], workerData: { deep: new Map() } })`],
  ['resourceLimits', 'new Worker(body, { resourceLimits: { maxOldGenerationSizeMb: 32 } })'],
  ['streams', 'new Worker(body, { stdin: true, stdout: true, stderr: true })'],
  ['a subclass', 'new (class Own extends Worker {})(body)'],
]

const ends: Thread[] = [
  {
    name: 'process.exit in the thread',
    main: `new Worker(body).on('exit', show)`,
    body: `${ran}process.exit(3)`,
    ends: [3, 0],
  },
  {
    name: 'process.finalization in the thread (Node 22.5 and later)',
    main: `new Worker(body).on('exit', show)`,
    body: `${ran}globalThis.held = { name: 'held' }
process.finalization?.register(held, ({ name }, event) => console.log(event, name))
process.finalization?.registerBeforeExit(held, ({ name }, event) => console.log(event, name))`,
    ends: [0, 0],
  },
  {
    name: 'an uncaught error in the thread',
    main: `new Worker(body).on('error', ({ message }) => show(message)).on('exit', show)`,
    body: `${ran}throw new Error('from the thread')`,
    ends: [1, 0],
  },
  {
    name: 'an error that nobody listens to',
    main: 'new Worker(body)',
    body: `${ran}throw new Error('from the thread')`,
    ends: [1, 0],
  },
  {
    name: 'an unhandled rejection in the thread',
    main: `new Worker(body).on('error', ({ message }) => show(message)).on('exit', show)`,
    body: `${ran}Promise.reject(new Error('rejected'))`,
    ends: [1, 0],
  },
  {
    name: 'terminate() of an idle thread',
    main: `const worker = new Worker(body).on('exit', show)
worker.once('message', async () => show(await worker.terminate(), await worker.terminate()))`,
    body: idle,
    ends: [1, 0],
  },
  {
    name: 'terminate() of a thread in terminate() of its parent',
    main: `const worker = new Worker(body).on('exit', show)
worker.once('message', async () => show(await worker.terminate()))`,
    body: `const { Worker, parentPort } = require('node:worker_threads')
new Worker(require('node:path').join(__dirname, 'inner.cjs')).once('message', value => parentPort.postMessage(value))`,
    ends: [1, 1, 0],
  },
  {
    name: 'terminate() of a thread in terminate() of its parent, both busy',
    main: `const worker = new Worker(body).on('exit', show)
worker.once('message', async () => show(await worker.terminate()))`,
    body: `const { Worker, parentPort } = require('node:worker_threads')
const cell = new Int32Array(new SharedArrayBuffer(4))
new Worker(require('node:path').join(__dirname, 'busy.cjs'), { workerData: cell })
Atomics.wait(cell, 0, 0)
parentPort.postMessage('ready')
for (;;);`,
    ends: [1, 1, 0],
  },
  {
    name: 'process.exit in the main thread',
    main: `new Worker(body).once('message', () => process.exit(5))`,
    body: idle,
    ends: [1, 5],
  },
  {
    name: 'an unref()ed thread at the end of the main thread',
    main: `const worker = new Worker(body)\nworker.once('message', () => worker.unref())`,
    body: idle,
    ends: [1, 0],
  },
  {
    name: 'an uncaught error in the main thread',
    main: `process.removeAllListeners('uncaughtException')
new Worker(body).once('message', () => { throw new Error('main') })`,
    body: idle,
    ends: [1, 1],
  },
  {
    name: 'threads one after another',
    main: `(async () => { for (let i = 0; i < 3; i++) {
  const worker = new Worker(body)
  await once(worker, 'message')
  show(await worker.terminate())
} })()`,
    body: idle,
    ends: [1, 1, 1, 0],
    count: 3,
  },
]

describe('a thread is counted', () => {
  const check = async ({ main, body = ran, ends, count = 1, lost = 0, act, config = {} }: Thread) => {
    const root = writeProgram({
      'main.cjs': prelude + main,
      'body.cjs': body,
      'inner.cjs': idle,
      'busy.cjs': `${ran + says}const { workerData: cell } = require('node:worker_threads')
Atomics.store(cell, 0, 1)
Atomics.notify(cell, 0)
for (;;);`,
      'preload.cjs': '',
    })
    const options = { root, config, ...(act && { act }) }
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], options)
    expect(counted).toEqual(bare)
    expect(data.count('ran') ?? 0).toBe(count)
    const found = data.lastFiles().filter(file => file.covtree.end)
    found.sort((a, b) => b.covtree.process.threadId - a.covtree.process.threadId)
    expect(found.map(({ covtree: { end } }) => end!.signal ?? end!.code)).toEqual(ends)
    expect(data.live).toHaveLength(lost)
    expect(data.leftovers).toEqual([])
  }

  describe('started with', () => {
    test.for(starts)('%s', ([name, start]) =>
      check({
        name,
        main: `process.stdin.unref()\n${start}.on('exit', show).on('error', console.log).stdin?.end()`,
        ends: [0, 0],
      }),
    )
  })

  describe('ended by', () => {
    test.for(ends.filter(({ name }) => countsBusy || !name.includes('busy')))('$name', check)
  })

  test('and Node refuses wrong arguments as without covtree', () =>
    check({
      name: 'refused',
      main: `for (const args of [['no-path'], [body, { env: 1 }], [body, { execArgv: ['--no-such'] }], [body, { workerData: show }]]) {
  try { new Worker(...args) } catch (error) { console.log(error.name, error.code, error.message) }
}
try { Worker(body) } catch (error) { console.log(error.message) }
console.log(Worker.name, Worker.length, Object.keys(Worker), Object.getOwnPropertyNames(Worker.prototype))
console.log(require('node:util').inspect(new Worker('', { eval: true }), { depth: 0 }))`,
      ends: [0, 0],
      count: 0,
    }))

  test('that Node refuses has a single line of covtree in the stack trace of its error', () =>
    check({
      name: 'stack',
      main: `Error.stackTraceLimit = Infinity
const isOurs = line => line.includes('bootstrap')
for (const args of [['no-path'], [body, { env: { ...process.env }, execArgv: ['--no-such'] }]]) {
  try { new Worker(...args) } catch ({ stack }) {
    const lines = stack.split('\\n')
    console.log(lines.filter(line => !isOurs(line)), lines.filter(isOurs).length < 2)
  }
}
show(0)`,
      ends: [0],
      count: 0,
    }))

  test.for(['SIGTERM', 'SIGKILL'])(
    'that sends %s to its process has all of the process counted',
    async signal => {
      const root = writeProgram({
        'main.cjs': `${prelude + ran}new Worker(body).once('message', () => new Worker(join(__dirname, 'kill.cjs')))`,
        'body.cjs': idle,
        'kill.cjs': `${ran}process.kill(process.pid, '${signal}')`,
      })
      const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
      expect(counted).toEqual(bare)
      expect(counted.signal).toBe(signal)
      expect(data.count('ran')).toBe(3)
    },
  )

  test('that has much to write when it is stopped', async () => {
    const root = writeProgram({
      'main.cjs': `${prelude}const worker = new Worker(body).on('exit', show)
worker.once('message', async () => show(await worker.terminate()))`,
      'body.cjs': `${many + ran + says}setInterval(() => {}, 1000)`,
    })
    const config = { askTimeout: 150 }
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root, config })
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(1)
  })

  describe.for(
    [
      ['is busy', 'for (;;);'],
      ['waits for a shared cell', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
    ].filter(([how]) => countsBusy || how !== 'is busy'),
  )('that %s', ([, body]) => {
    test.for([
      ['terminate()', `worker.terminate().then(show)`, 0],
      ['process.exit', 'process.exit(6)', 6],
    ] as const)('and is ended by %s stops as without covtree, and is counted', ([, stop, code]) =>
      check({
        name: stop,
        main: `const worker = new Worker(body).on('exit', show)\nworker.once('message', () => { ${stop} })`,
        body: ran + says + body,
        ends: [1, code],
      }),
    )

    test('and is one of many stops as without covtree, and is counted', () =>
      check({
        name: 'many',
        main: `const workers = Array.from({ length: 4 }, () => new Worker(body))
Promise.all(workers.map(worker => once(worker, 'message'))).then(async () =>
  show(await Promise.all(workers.map(worker => worker.terminate()))))`,
        body: ran + says + body,
        ends: [1, 1, 1, 1, 0],
        count: 4,
        // Four threads at once on a busy machine.
        config: { askTimeout: 1000 },
      }))
  })

  test('that waits for module hooks, which are busy, stops as without covtree', async () => {
    const root = writeProgram({
      'main.cjs': `${prelude}const worker = new Worker(body).on('exit', show)
worker.once('message', () => {
  // The thread for module hooks has used CPU time by then.
  setTimeout(async () => show(await worker.terminate()), 100)
})`,
      'body.cjs': `${ran + says}require('node:module').register('data:text/javascript,for (const end = Date.now() + 1000; Date.now() < end;);')`,
    })
    const { bare, counted } = await runBoth([join(root, 'main.cjs')], { root })
    expect(counted).toEqual(bare)
  })

  test('that answers a request loads no module of Node for it', async () => {
    const root = writeProgram({
      'main.cjs': `${prelude}const worker = new Worker(body).on('exit', show)
worker.on('message', text => console.log(text))
process.stdin.once('data', () => worker.postMessage('end'))`,
      'body.cjs': `${ran}const { parentPort } = require('node:worker_threads')
parentPort.once('message', () => console.log(process.moduleLoadList.slice(length).join()))
parentPort.postMessage('ready')
const { length } = process.moduleLoadList`,
    })
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], {
      root,
      async act({ child, saw }, folder) {
        await saw('ready')
        child.kill('SIGURG')
        // Of both threads.
        await folder?.sawReason('ask', 2)
        child.stdin!.end('end')
      },
    })
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(1)
  })

  test('that is stopped in native code is known to be over, while its process lives on', async () => {
    const root = writeProgram({
      'main.cjs': `${prelude}const worker = new Worker(body).on('exit', () => { show('over'); setInterval(() => {}, 1000) })
worker.once('message', () => worker.terminate())`,
      'body.cjs': `${ran + says}require('node:crypto').pbkdf2Sync('a', 'b', 3e6, 64, 'sha512')\nfor (;;);`,
    })
    const data = createDataFolder({}, root)
    const running = start([join(root, 'main.cjs')], { env: data.env })
    await running.saw('over')
    const { processes } = await combineFolder(data.folder, { root })
    const [thread] = processes.filter(({ threadId }) => threadId > 0)
    expect(thread).toMatchObject({ state: 'lost' })
    running.child.kill('SIGKILL')
    await running.ended
  })

  test.for([
    ['terminate()', `worker.terminate().then(show)`],
    ['process.exit', 'process.exit(6)'],
  ] as const)('that is in native code when it is ended by %s is counted or listed', async ([, stop]) => {
    const root = writeProgram({
      'main.cjs': `${prelude}const worker = new Worker(body).on('exit', show)\nworker.once('message', () => { ${stop} })`,
      // Some seconds, in which nothing interrupts it, and for which Node itself waits.
      'body.cjs': `${ran + says}require('node:crypto').pbkdf2Sync('a', 'b', 3e6, 64, 'sha512')\nfor (;;);`,
    })
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
    expect(counted).toEqual(bare)
    expect((data.count('ran') ?? 0) + data.live.length).toBe(1)
  })

  test('that waited for its next task when its pool stopped it is counted, each task once', async () => {
    const root = writeProgram({
      'main.cjs': `${prelude}const cells = new Int32Array(new SharedArrayBuffer(8))
const worker = new Worker(body, { workerData: cells }).on('exit', show)
const post = () => { Atomics.add(cells, 0, 1); Atomics.notify(cells, 0) }
worker.on('message', result => console.log('done', result))
process.stdin.on('data', text => String(text) === 'stop' ? worker.terminate().then(show) : post()).unref()`,
      'body.cjs': `${ran}const { workerData: cells, parentPort } = require('node:worker_threads')
for (let task = 0; ; task++) {
  Atomics.wait(cells, 0, task)
  parentPort.postMessage(Atomics.load(cells, 0))
  ran()
}`,
    })
    const act: Act = async (running, data) => {
      for (const task of [1, 2]) {
        await data?.sawReason('wait', task)
        running.child.stdin!.write('task')
        await running.saw(`done ${task}`)
      }
      await data?.sawReason('wait', 3)
      running.child.stdin!.write('stop')
    }
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root, act })
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(3)
    expect(data.live).toEqual([])
  })

  // The thread saves its counts then. On Node 20, V8 ends a process whose thread is stopped while the inspector runs code in its wait.
  test('that has just begun to wait is stopped as without covtree', async () => {
    const root = writeProgram({
      'main.cjs': `${prelude}const pause = ms => new Promise(resolve => setTimeout(resolve, ms))
;(async () => {
  for (let i = 0; i < 5; i++) {
    const worker = new Worker(body)
    await once(worker, 'message')
    await pause(15 + 4 * i)
    show(await worker.terminate())
  }
})()`,
      'body.cjs': `${ran + many.slice(0, many.indexOf('function f3000'))}${says}
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
    })
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
    expect(counted).toEqual(bare)
    // Counted or listed; both, if a thread is stopped between its data file and the end of its start record.
    expect((data.count('ran') ?? 0) + data.live.length).toBeGreaterThanOrEqual(5)
  })

  test('sees no change of Atomics.wait', () =>
    check({
      name: 'Atomics.wait',
      main: `const cells = new Int32Array(new SharedArrayBuffer(8))
const worker = new Worker(body, { workerData: cells }).on('exit', show)
worker.on('message', message => {
  if (message !== 'next') return console.log(message)
  // After the thread has waited for longer than covtree lets it wait in one go.
  setTimeout(() => { Atomics.add(cells, 1, 1); Atomics.notify(cells, 1) }, 200)
})`,
      body: `${ran}const { workerData: cells, parentPort } = require('node:worker_threads')
const say = text => parentPort.postMessage(text)
const long = new BigInt64Array(new SharedArrayBuffer(8))
say(Atomics.wait.length + Atomics.wait.name + Object.getOwnPropertyDescriptor(Atomics, 'wait').enumerable)
say(Atomics.wait(cells, 0, 1) + Atomics.wait(cells, 0, 0, 0) + Atomics.wait(cells, 0, 0, null) + Atomics.wait(cells, '0', 0, '3'))
const start = performance.now()
say(Atomics.wait(cells, 0, 0, 150) + Atomics.wait(long, 0, 0n, 70) + (performance.now() - start >= 218))
say('next')
say(Atomics.wait(cells, 1, 0))
say('next')
say(Atomics.wait(cells, 1, 1, 60_000))
say('next')
say(Atomics.wait(cells, 1, 2, Number.NaN))
for (const args of [[[], 0, 0], [new Int32Array(4), 0, 0], [cells, 9, 0], [cells, 0, 1n], [long, 0, 0]]) {
  try { Atomics.wait(...args) } catch (error) { say(error.message) }
}`,
      ends: [0, 0],
    }))
})
