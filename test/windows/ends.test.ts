import { expect, test } from 'vitest'
import { createWindowsProject } from './windows.ts'

/** What `src/end.cjs` does to end itself. */
const ends = {
  'its natural end': '',
  'process.exit': 'process.exit(3)',
  'process.exitCode': 'process.exitCode = 4',
  'process.reallyExit': 'process.reallyExit(5)',
  'an uncaught error': `throw new Error('uncaught')`,
  'an exit listener that throws': `process.on('exit', () => { throw new Error('listener') })`,
  'an unhandled rejection': `Promise.reject(new Error('rejected'))`,
  'process.abort': 'process.abort()',
  'a signal to itself': 'process.kill(process.pid)',
  'SIGKILL to itself': `process.kill(process.pid, 'SIGKILL')`,
}

/** What `src/main.cjs` does to a thread, which has said that it is ready. */
const threadEnds = {
  'its own end': ['ends', ''],
  'process.exit in it': ['exits', ''],
  'an error in it': ['throws', ''],
  'terminate() of an idle thread': ['idle', 'await worker.terminate()'],
  'the exit of its process': ['idle', 'process.exit(0)'],
  'terminate() of a thread that waits': ['waits', 'await later(); await worker.terminate()'],
  'a signal to its process': ['idle', 'process.kill(process.pid)'],
} as const

/** How `src/sudden.cjs` ends without notice, once its first checkpoint is there. */
const suddenEnds = {
  'an uncaughtException listener that throws': `process.on('uncaughtException', () => { throw new Error('again') })
throw new Error('uncaught')`,
  // The parent ends it for that, by SIGKILL.
  'maxBuffer of spawnSync': `process.stdout.write('x'.repeat(30_000)); setInterval(() => {}, 1000)`,
  // No word of this command line is one that covtree knows.
  'a command from elsewhere': `require('node:child_process').spawnSync('cmd', ['/c', 'end.cmd', String(process.pid)])`,
}

const parent = `const { spawnSync } = require('node:child_process')
for (const args of JSON.parse(process.argv[2])) {
  const options = { encoding: 'utf8', maxBuffer: 20_000, killSignal: 'SIGKILL' }
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, options)
  console.log(JSON.stringify({ args, status, signal, stdout, stderr: stderr.replace(/:\\d+/g, '') }))
}
`

/** Runs programs one after another, bare and counted: what they show must be the same. Returns the counts of a file's functions by name. */
async function runBoth(
  files: Record<string, string>,
  programs: string[][],
  counted: string,
  { options = ['--ask-timeout=5000'], summary = ' 0 lost' } = {},
) {
  const project = createWindowsProject({ ...files, 'parent.cjs': parent })
  const args = ['parent.cjs', JSON.stringify(programs)]
  const bare = await project.node(args)
  expect(bare).toMatchObject({ code: 0, stderr: '' })
  const data = `${project.windowsRoot}\\kept`
  const all = ['--include=src', '--reporter=json', `--data-dir=${data}`, ...options]
  const run = await project.covtree(['run', ...all, '--', 'node', ...args], { DATA: data })
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout.slice(0, bare.stdout.length)).toBe(bare.stdout)
  expect(run.stdout).toContain(summary)
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
if (workerData === 'exits') process.exit(3)
else if (workerData === 'throws') throw new Error('in the thread')
else if (workerData === 'waits') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
else if (workerData === 'idle') setInterval(() => {}, 1000)
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
worker.on('error', error => console.log(error.message))
worker.on('exit', code => console.log(code))
`
  const programs = Object.keys(threadEnds).map(name => ['src/main.cjs', name])
  const files = { 'src/main.cjs': main, 'src/thread.cjs': thread }
  const counts = await runBoth(files, programs, 'src/thread.cjs')
  expect(counts.ran).toBe(programs.length)
})

test('a process that ends without notice keeps its last checkpoint', async () => {
  const cases = Object.entries(suddenEnds).map(
    ([name, end]) => `  ${JSON.stringify(name)}: () => { ${end} },`,
  )
  const program = `function ran() {}
ran()
const ends = {
${cases.join('\n')}
}
const { readdirSync } = require('node:fs')
const data = process.env.DATA
const looks = setInterval(() => {
  if (data && !readdirSync(data).some(name => name.startsWith('data-' + process.pid))) return
  clearInterval(looks)
  ends[process.argv[2]]()
}, 50)
`
  const files = { 'src/sudden.cjs': program, 'end.cmd': '@taskkill /F /PID %1\r\n' }
  const programs = Object.keys(suddenEnds).map(name => ['src/sudden.cjs', name])
  const counts = await runBoth(files, programs, 'src/sudden.cjs', {
    options: ['--checkpoint=200'],
    summary: `${programs.length} counted in part`,
  })
  expect(counts.ran).toBe(programs.length)
})

test('a thread that is stopped while it is busy is counted from Node 22 on, in native code listed as lost', async () => {
  const files = {
    'src/main.cjs': `const { Worker } = require('node:worker_threads')
const worker = new Worker(require.resolve('./busy.cjs'), { argv: [process.argv[2]] })
worker.once('message', () => setTimeout(async () => console.log(await worker.terminate()), 200))
`,
    'src/busy.cjs': `function ran() {}
ran()
require('node:worker_threads').parentPort.postMessage('ready')
if (process.argv[2] === 'native') require('node:crypto').pbkdf2Sync('a', 'b', 3e6, 64, 'sha512')
for (;;);
`,
  }
  const programs = ['loop', 'native'].map(kind => ['src/main.cjs', kind])
  const isOld = process.env.COVTREE_TEST_WINDOWS_NODE === '20'
  const counts = await runBoth(files, programs, 'src/busy.cjs', {
    options: [],
    summary: isOld ? ' 2 lost' : ' 1 lost',
  })
  expect(counts.ran).toBe(isOld ? 0 : 1)
})
