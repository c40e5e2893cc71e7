import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { combine } from '../../src/core/combining/combine.ts'
import type { ProcessRecord } from '../../src/core/data/process-record.ts'
import { collectUserFolder, listUserFolders } from '../../src/run/data/user-folders.ts'
import { writeProgram } from './program.ts'
import { createDataFolder, start } from './run-process.ts'

/** A starter tells the test each pid that it got from Node: the list of what was started is not covtree's. */
const prelude = `const cp = require('node:child_process')
const { once } = require('node:events')
const node = process.execPath
const idle = require.resolve('./idle.cjs')
const pids = []
process.on('exit', () => console.log(JSON.stringify(pids)))
const note = child => {
  pids.push(child.pid)
  child.on?.('error', () => {})
  return child
}
const later = ms => new Promise(resolve => setTimeout(resolve, ms));
`
const idle = `function ran() {}
ran()
console.log('ready')
setInterval(() => {}, 1000)
`
const busy = `console.log('ready')
for (;;);
`

interface Listed {
  records: ProcessRecord[]
  /** The records of the pids that the starter printed, in its order. */
  started: ProcessRecord[]
}

/** Runs a starter and returns the record of each process that it started. */
async function runStarter(
  program: string,
  more: { files?: Record<string, string>; env?: NodeJS.ProcessEnv } = {},
): Promise<Listed> {
  const folder = writeProgram({
    'starter.cjs': `${prelude}${program}`,
    'idle.cjs': idle,
    'busy.cjs': busy,
    ...more.files,
  })
  const data = createDataFolder({}, folder)
  const running = start(['starter.cjs'], { cwd: folder, env: { ...data.env, ...more.env } })
  const { stdout, stderr } = await running.ended
  expect(stderr).toBe('')
  const pids: number[] = JSON.parse(stdout.trim().split('\n').at(-1)!)
  expect(pids.length).toBeGreaterThan(0)
  for (const path of listUserFolders(data.folder)) collectUserFolder(path, data.folder)
  const { processes: records } = await combine({
    dataFile: join(data.folder, 'data'),
    map: {},
    isIncluded: () => true,
  })
  const started = pids.map(pid => {
    const found = records.filter(record => record.pid === pid && record.threadId === 0)
    expect(found, `records of ${pid}`).toHaveLength(1)
    return found[0]!
  })
  return { records, started }
}

const lost: [name: string, program: string, reason: RegExp][] = [
  [
    'killed right after spawn',
    `note(cp.spawn(node, [idle])).kill('SIGKILL')`,
    /^killed by SIGKILL by the process that started it, before its program began$/,
  ],
  [
    'killed right after fork',
    `note(cp.fork(idle, { silent: true })).kill('SIGTERM')`,
    /^killed by SIGTERM by the process that started it, before its program began$/,
  ],
  [
    'killed by the timeout of execFile before Node is up',
    `note(cp.execFile(node, [idle], { timeout: 1, killSignal: 'SIGKILL' }, () => {}))`,
    /^killed by SIGKILL by the process that started it, before its program began$/,
  ],
  [
    'killed by process.kill at once',
    `process.kill(note(cp.spawn(node, [idle])).pid, 'SIGKILL')`,
    /^killed by SIGKILL by the process that started it, before its program began$/,
  ],
  [
    'killed by a signal to its group at once',
    `process.kill(-note(cp.spawn(node, [idle], { detached: true })).pid, 'SIGKILL')`,
    /^killed by SIGKILL by the process that started it, before its program began$/,
  ],
  [
    "killed by spawnSync's timeout",
    `note(cp.spawnSync(node, [require.resolve('./busy.cjs')], { timeout: 500 }))`,
    /^killed by spawnSync's timeout \(SIGTERM\)/,
  ],
  [
    "killed by spawnSync's maxBuffer",
    `note(cp.spawnSync(node, ['-e', 'for (;;) require("node:fs").writeSync(1, "x".repeat(1000))'], { maxBuffer: 10 }))`,
    /^killed by spawnSync's maxBuffer \(SIGTERM\)/,
  ],
  [
    'killed by a stranger',
    // On a busy machine, an idle one has saved a checkpoint before the signal.
    `const child = note(cp.spawn(node, [require.resolve('./busy.cjs')])); await once(child.stdout, 'data')
cp.spawnSync(process.env.STRANGER, [], { env: { PID: String(child.pid) } })`,
    /^killed by SIGKILL, not sent by a test$/,
  ],
  [
    'killed by kill in a shell',
    `const child = note(cp.spawn(node, [require.resolve('./busy.cjs')])); await once(child.stdout, 'data')
cp.execSync('kill -9 ' + child.pid)`,
    /^killed by SIGKILL by a command that the run started before it could write data$/,
  ],
  [
    'whose NODE_OPTIONS are emptied on the way',
    `note(cp.spawnSync(require.resolve('./empties.sh'), { encoding: 'utf8' }))`,
    /^covtree was not loaded: NODE_OPTIONS was refused, or changed on the way \(it exited with code 0\)$/,
  ],
  [
    'whose NODE_OPTIONS Node refuses',
    `note(cp.spawnSync(node, ['-e', '1'], { env: { NODE_OPTIONS: '--no-such-option' } }))`,
    /^covtree was not loaded: NODE_OPTIONS was refused, or changed on the way, or Node could not start \(it exited with code 9\)$/,
  ],
  [
    'under --permission',
    `note(cp.spawnSync(node, ['--experimental-permission', '--allow-fs-read=/tmp/none', '-e', '1']))`,
    /^started without covtree: `--permission` does not let it use covtree's files$/,
  ],
]

describe('a process that could not tell of itself is listed as lost', () => {
  test.each(lost)('%s', async (_, program, reason) => {
    const files = {
      // covtree does not know this program for one that sends signals.
      'stranger.sh': '#!/bin/sh\nexec /proc/self/exe -c "kill -9 $PID"\n',
      'empties.sh':
        '#!/bin/sh\n# A shim that package managers write names Node like this:\nNODE_OPTIONS= exec node -e 1\nexec node\n',
    }
    const folder = writeProgram(files)
    for (const name of Object.keys(files)) chmodSync(join(folder, name), 0o755)
    const wrapped = `(async () => {\n${program.replace(`require.resolve('./empties.sh')`, JSON.stringify(join(folder, 'empties.sh')))}\n})()`
    const { started } = await runStarter(wrapped, { env: { STRANGER: join(folder, 'stranger.sh') } })
    for (const record of started) {
      expect(record).toMatchObject({ state: 'lost', reason: expect.stringMatching(reason) })
      expect(record.advice).toBeTruthy()
      expect(record.end).toBeTruthy()
    }
  })

  test('with the time it took, if its starter waited in spawnSync', async () => {
    const env = `{ NODE_OPTIONS: '--no-such-option' }`
    const { started } = await runStarter(`note(cp.spawnSync(node, ['-e', '1'], { env: ${env} }))`)
    expect(started[0]!.duration).toBeGreaterThan(0)
  })

  test('each process that is killed 0 to 40 ms after its start', async () => {
    const { started, records } = await runStarter(`(async () => {
  for (let delay = 0; delay <= 40; delay += 4) {
    const child = note(cp.spawn(node, [idle]))
    await later(delay)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})()`)
    expect(started).toHaveLength(11)
    expect(records).toHaveLength(12)
  })
})

// Only root can start a process as another user.
describe.skipIf(process.getuid?.() !== 0)('a process that root starts as another user (needs root)', () => {
  test.each([
    [
      'spawn',
      `await once(note(cp.spawn(node, ['-e', script], { uid: 65534, gid: 65534, cwd: '/' })), 'exit')`,
    ],
    ['spawnSync', `note(cp.spawnSync(node, ['-e', script], { uid: 65534, cwd: '/' }))`],
    [
      'execFileSync, and what it starts',
      `note(cp.spawnSync(node, ['-e', starts], { uid: 65534, cwd: '/' }))`,
    ],
  ])('is counted: %s', async (_, program) => {
    const { started } = await runStarter(`const script = 'console.log(1)'
const starts = 'require("node:child_process").spawnSync(process.execPath, ["-e", "1"])'
;(async () => {
${program}
})()`)
    for (const record of started)
      expect(record).toMatchObject({ state: 'nothing-to-count', end: { code: 0 } })
  })
})

describe('the data folder of a run that is over', () => {
  test.each([
    ['at its end', `process.stdin.on('end', () => {}).resume()`],
    [
      'and starts a process',
      `process.stdin.on('end', () => require('node:child_process').spawnSync(process.execPath, ['-e', '1'])).resume()`,
    ],
    [
      'with a thread',
      `new (require('node:worker_threads').Worker)('require("node:worker_threads").parentPort.once("message", () => {})', { eval: true }).once('online', function () { process.stdin.on('end', () => this.postMessage(1)).resume() })`,
    ],
  ])('is not made anew by a process that outlives it: %s', async (_, program) => {
    const folder = writeProgram({ 'outlives.cjs': `${program}\nconsole.log('ready')\n` })
    const data = createDataFolder({}, folder)
    const running = start(['outlives.cjs'], { cwd: folder, env: data.env })
    await running.saw('ready')
    rmSync(data.folder, { recursive: true })
    running.child.stdin!.end()
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(data.folder)).toBe(false)
  })
})

test('a process with an env file is listed with the command that started it', async () => {
  const { started } = await runStarter(
    `note(cp.spawn(node, ['--env-file=some.env', idle], { cwd: __dirname, env: {} })).kill('SIGKILL')`,
    { files: { 'some.env': 'SOME=1' } },
  )
  expect(started[0]!.argv.slice(1)).toEqual(['--env-file=some.env', expect.stringContaining('idle.cjs')])
})
