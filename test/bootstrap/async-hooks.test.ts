import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeMajor } from '../e2e/toolchain.ts'
import { writeProgram } from './program.ts'
import { isGuarded, runBoth } from './run-process.ts'

/** Prints each event of a resource whose `init` it has not seen, as leak detectors do, and the types of all resources at the end. */
const hooks = `const { createHook } = require('node:async_hooks')
const { writeSync } = require('node:fs')
const known = new Set()
const types = []
const seen = event => id => known.has(id) || id === 1 || writeSync(1, event + ' without init of ' + id + '\\n')
const init = (id, type) => known.add(id) && types.push(type)
createHook({ init, before: seen('before'), after: seen('after'), destroy: seen('destroy') }).enable()
process.on('exit', () => writeSync(1, types.join(' ') + '\\n'))
function ran() {}
ran()
`
const busy = 'const busy = ms => { for (const end = performance.now() + ms; performance.now() < end; ); }\n'
const programs: [name: string, program: string][] = [
  ['a timer', 'setTimeout(() => {}, 100)'],
  // Its timers are longer than the time after which covtree looks at a process for the first time.
  [
    'a program that is busy for long',
    `${busy}busy(200); setTimeout(() => { busy(200); setTimeout(() => {}, 5) }, 5)`,
  ],
  [
    'a listener for SIGURG',
    "process.on('SIGURG', () => {}).removeAllListeners('SIGURG'); setTimeout(() => {}, 100)",
  ],
]

test.for(programs)('async hooks see what they see without covtree: %s', async ([, program]) => {
  const root = writeProgram({ 'main.cjs': hooks + program })
  const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
  expect(counted).toEqual(bare)
  expect(counted.stdout).not.toContain('without init')
  expect(data.count('ran')).toBe(1)
})

test('async hooks see no end of a resource that they did not see begin: a server', async () => {
  const program =
    "const server = require('node:http').createServer().listen(0, () => setTimeout(() => server.close(), 100))"
  const root = writeProgram({ 'main.cjs': hooks + program })
  const { counted, data } = await runBoth([join(root, 'main.cjs')], { root })
  expect(counted.stdout).not.toContain('destroy without init')
  expect(data.count('ran')).toBe(1)
})

test('a hook for `init` alone, as AsyncLocalStorage has one, hears of no thread, and the process has its signal thread', async () => {
  const program = `const { createHook } = require('node:async_hooks')
createHook({ init: (id, type) => type === 'WORKER' && require('node:fs').writeSync(1, type) }).enable()
function ran() {}
ran()
setInterval(() => {}, 1000)
`
  const root = writeProgram({ 'main.cjs': program })
  const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], {
    root,
    async act(running, folder) {
      await isGuarded(running, folder)
      running.child.kill('SIGTERM')
    },
  })
  expect(counted).toEqual(bare)
  expect(data.count('ran')).toBe(1)
})

const announced: [name: string, program: string][] = [
  ["a listener for 'worker'", "process.on('worker', () => console.log('worker'))"],
  [
    "a subscriber of 'worker_threads'",
    "require('node:diagnostics_channel').subscribe('worker_threads', () => console.log('worker'))",
  ],
  [
    'a session that watches threads',
    `const session = new (require('node:inspector').Session)()
session.connect()
session.on('NodeWorker.attachedToWorker', () => console.log('worker'))
session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })`,
  ],
]
test.for(announced)('a program is told of no thread but its own: %s', async ([, program]) => {
  const root = writeProgram({
    'main.cjs': `${program}\nfunction ran() {}\nran()\nsetTimeout(() => process.exit(), 400)`,
  })
  const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
  expect(counted).toEqual(bare)
  expect(data.count('ran')).toBe(1)
})

// At the end of any inspector session, Node (22 to 26) stops telling all others of network requests. On Node 20 none is told of them.
test.runIf(nodeMajor >= 22)(
  'a session that watches network requests of a server is told of them',
  async () => {
    const program = `const { Session } = require('node:inspector')
const http = require('node:http')
function ran() {}
ran()
const session = new Session()
session.connect()
session.on('Network.requestWillBeSent', () => console.log('request'))
session.on('Network.responseReceived', () => console.log('response'))
session.post('Network.enable')
const server = http.createServer((_, response) => response.end('body')).listen(0, '127.0.0.1', () => console.log('listening'))
process.stdin.once('data', () => {
  http.get({ host: '127.0.0.1', port: server.address().port }, response => response.resume().on('end', () => process.exit()))
})
`
    const root = writeProgram({ 'main.cjs': program })
    const { bare, counted, data } = await runBoth(
      ['--experimental-network-inspection', join(root, 'main.cjs')],
      {
        root,
        async act(running, folder) {
          await running.saw('listening')
          await isGuarded(running, folder)
          running.child.stdin!.write('\n')
        },
      },
    )
    expect(bare.stdout).toBe('listening\nrequest\nresponse\n')
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(1)
  },
)
