import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeProgram } from './program.ts'
import { type Act, runBoth } from './run-process.ts'

/** What each program begins with. `body` is the file of the thread; `said` resolves when the thread has said something. */
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
  const check = async ({ main, body = ran, ends, count = 1, lost = 0, act }: Thread) => {
    const root = writeProgram({
      'main.cjs': prelude + main,
      'body.cjs': body,
      'inner.cjs': idle,
      'preload.cjs': '',
    })
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root, ...(act && { act }) })
    expect(counted).toEqual(bare)
    expect(data.count('ran') ?? 0).toBe(count)
    const found = data.files.filter(file => file.covtree.end)
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
    test.for(ends)('$name', check)
  })

  test('and Node refuses wrong arguments as it would', () =>
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

  describe.for([
    ['is busy', 'for (;;);'],
    ['waits for a shared cell', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
  ] as const)('that %s', ([, body]) => {
    test.for([
      ['terminate()', `worker.terminate().then(show)`, 0],
      ['process.exit', 'process.exit(6)', 6],
    ] as const)('and is ended by %s stops as it would, and is listed', ([, stop, code]) =>
      check({
        name: stop,
        main: `const worker = new Worker(body).on('exit', show)\nworker.once('message', () => { ${stop} })`,
        body: ran + says + body,
        ends: [code],
        count: 0,
        lost: 1,
      }),
    )

    test('and is one of many stops as it would, and is listed', () =>
      check({
        name: 'many',
        main: `const workers = Array.from({ length: 4 }, () => new Worker(body))
Promise.all(workers.map(worker => once(worker, 'message'))).then(async () =>
  show(await Promise.all(workers.map(worker => worker.terminate()))))`,
        body: ran + says + body,
        ends: [0],
        count: 0,
        lost: 4,
      }))
  })
})
