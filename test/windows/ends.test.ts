import { expect, test } from 'vitest'
import { createWindowsProject } from './windows.ts'

/** What `src/end.cjs` does to end itself. */
const ends = {
  'its natural end': '',
  'process.exit': 'process.exit(3)',
  'process.exitCode': 'process.exitCode = 4',
  'process.reallyExit': 'process.reallyExit(5)',
  'an uncaught error': `throw new Error('uncaught')`,
  'an unhandled rejection': `Promise.reject(new Error('rejected'))`,
  'process.abort': 'process.abort()',
  'a signal to itself': 'process.kill(process.pid)',
  'SIGKILL to itself': `process.kill(process.pid, 'SIGKILL')`,
}

/** What `src/main.cjs` does to a thread, which has said that it is ready. */
const threadEnds = {
  'terminate() of an idle thread': ['idle', 'await worker.terminate()'],
  'the exit of its process': ['idle', 'process.exit(0)'],
  'terminate() of a thread that waits': ['waits', 'await later(); await worker.terminate()'],
  'a signal to its process': ['idle', 'process.kill(process.pid)'],
} as const

const parent = `const { spawnSync } = require('node:child_process')
for (const args of JSON.parse(process.argv[2])) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  console.log(JSON.stringify({ args, status, signal, stdout, stderr: stderr.replace(/:\\d+/g, '') }))
}
`

/** Runs programs one after another, bare and counted: what they show must be the same. Returns the counts of a file's functions by name. */
async function runBoth(files: Record<string, string>, programs: string[][], counted: string) {
  const project = createWindowsProject({ ...files, 'parent.cjs': parent })
  const args = ['parent.cjs', JSON.stringify(programs)]
  const bare = await project.node(args)
  expect(bare).toMatchObject({ code: 0, stderr: '' })
  const options = ['--include=src', '--reporter=json', '--ask-timeout=5000']
  const run = await project.covtree(['run', ...options, '--', 'node', ...args])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout.slice(0, bare.stdout.length)).toBe(bare.stdout)
  expect(run.stdout).toContain(' 0 lost')
  const { fnMap, f } = project.file(counted)
  return Object.fromEntries(Object.entries(fnMap).map(([id, { name }]) => [name, f[id]]))
}

test('a process that ends itself does so as without covtree, and is counted', async () => {
  const cases = Object.entries(ends).map(([name, end]) => `  ${JSON.stringify(name)}: () => { ${end} },`)
  const program = `function ran() {}
ran()
const ends = {
${cases.join('\n')}
}
ends[process.argv[2]]()
`
  const programs = Object.keys(ends).map(name => ['src/end.cjs', name])
  const counts = await runBoth({ 'src/end.cjs': program }, programs, 'src/end.cjs')
  expect(counts.ran).toBe(programs.length)
})

test('a thread that is stopped is counted', async () => {
  const thread = `function ran() {}
ran()
const { parentPort, workerData } = require('node:worker_threads')
parentPort.postMessage('ready')
if (workerData === 'waits') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
else setInterval(() => {}, 1000)
`
  const cases = Object.entries(threadEnds).map(
    ([name, [how, end]]) => `  ${JSON.stringify(name)}: ['${how}', async worker => { ${end} }],`,
  )
  const main = `const { Worker } = require('node:worker_threads')
const later = () => new Promise(done => setTimeout(done, 500))
const ends = {
${cases.join('\n')}
}
const [workerData, end] = ends[process.argv[2]]
const worker = new Worker(require.resolve('./thread.cjs'), { workerData })
worker.once('message', () => end(worker))
`
  const programs = Object.keys(threadEnds).map(name => ['src/main.cjs', name])
  const files = { 'src/main.cjs': main, 'src/thread.cjs': thread }
  const counts = await runBoth(files, programs, 'src/thread.cjs')
  expect(counts.ran).toBe(programs.length)
})
