import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeProgram } from './program.ts'
import { createDataFolder, isProcHidden, runBoth, start } from './run-process.ts'

/** The sender's program: `child` runs idle.cjs and has said that it is ready; what it shows must be as without covtree. */
const prelude = `const cp = require('node:child_process')
const { once } = require('node:events')
const { join } = require('node:path')
const node = process.execPath
const idle = join(__dirname, 'idle.cjs')
const shown = child => {
  child.on('error', error => console.log(error.name, error.code, error.message))
  child.on('close', (...end) => console.log('close', ...end, child.killed))
  return child
}
const started = async (options, file = node, args = [idle], said = 'ready') => {
  const child = shown(cp.spawn(file, args, options))
  let text = ''
  while (text.length < said.length) text += (await once(child.stdout, 'data'))[0]
  return child
}
`
const idle = `function ran() {}
ran()
process.once('SIGPIPE', ran).off('SIGPIPE', ran)
process.stdout.write('ready')
setInterval(() => {}, 1000)
`

interface Sender {
  name: string
  program: string
  signal?: NodeJS.Signals
  /** How many processes run idle.cjs. @default 1 */
  count?: number
  /** The signal passes by covtree: which one it was is not noted. */
  isUnseen?: boolean
}

const senders: Sender[] = [
  { name: 'child.kill()', program: 'console.log((await started()).kill())', signal: 'SIGTERM' },
  { name: 'child.kill by SIGKILL', program: `console.log((await started()).kill('SIGKILL'))` },
  { name: 'child.kill by number', program: 'console.log((await started()).kill(9))' },
  {
    name: 'a signal that Node ignores until a listener for it is removed',
    program: `console.log((await started()).kill('SIGPIPE'))`,
    signal: 'SIGPIPE',
  },
  { name: 'process.kill', program: `console.log(process.kill((await started()).pid, 'SIGKILL'))` },
  {
    name: 'process.kill of a group',
    program: `const child = await started({ detached: true }); console.log(process.kill(-child.pid, 'SIGKILL'))`,
  },
  {
    name: 'process.kill of the group of a shell and what it started',
    program: `const child = await started({ detached: true, env: { NODE: node, IDLE: idle } }, '/bin/sh', ['-c', '"$NODE" "$IDLE" & "$NODE" "$IDLE"'], 'readyready')
process.kill(-child.pid, 'SIGKILL')`,
    count: 2,
  },
  {
    name: 'kill in a shell',
    program: `const child = await started(); cp.execSync('sleep 0; kill ' + child.pid)`,
    signal: 'SIGTERM',
    isUnseen: true,
  },
  {
    name: 'kill as a command',
    program: `const child = await started(); cp.execFile('/bin/kill', ['-KILL', String(child.pid)])`,
    isUnseen: true,
  },
  {
    name: 'kill of a group in a shell',
    program: `const child = await started({ detached: true }); cp.exec('kill -9 -' + child.pid)`,
    isUnseen: true,
  },
  {
    name: 'pkill by a word of its command line',
    program: `const child = await started({}, node, [idle, 'word' + process.pid]); cp.spawnSync('pkill', ['-f', 'word' + process.pid])`,
    signal: 'SIGTERM',
    isUnseen: true,
  },
  {
    name: 'an AbortSignal',
    program:
      'const controller = new AbortController(); await started({ signal: controller.signal }); controller.abort()',
    signal: 'SIGTERM',
  },
  {
    name: 'an AbortSignal with killSignal',
    program: `const controller = new AbortController(); await started({ signal: controller.signal, killSignal: 'SIGKILL' }); controller.abort()`,
  },
  {
    name: 'the timeout of exec',
    program: `shown(cp.execFile(node, [idle], { timeout: 2500, killSignal: 'SIGKILL' }, error => console.log(error.killed, error.signal)))`,
  },
  { name: 'the timeout of spawn', program: `await started({ timeout: 2500 })`, signal: 'SIGTERM' },
  {
    name: 'maxBuffer',
    program: `shown(cp.execFile(node, [idle], { maxBuffer: 1, killSignal: 'SIGKILL' }, error => console.log(error.code)))`,
  },
  {
    name: 'using',
    program: `const child = await started(); child[Symbol.dispose ?? 'kill']?.()`,
    signal: 'SIGTERM',
  },
  {
    name: 'a test of its life first',
    program: `const child = await started(); console.log(child.kill(0), process.kill(child.pid, 0)); child.kill('SIGKILL')`,
  },
]

describe('a process that its parent kills is asked first', () => {
  // pkill reads /proc itself.
  const possible = senders.filter(({ name }) => !isProcHidden || !name.startsWith('pkill'))
  test.for(possible)('by $name', async ({ program, signal = 'SIGKILL', count = 1, isUnseen = false }) => {
    const root = writeProgram({ 'main.cjs': `${prelude};(async () => {\n${program}\n})()`, 'idle.cjs': idle })
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(count)
    const main = data.files.find(({ covtree }) => covtree.process.argv[1]?.endsWith('main.cjs'))!
    const killed = data.live.filter(({ id }) => id !== main.covtree.process.id)
    const note = isUnseen ? undefined : expect.objectContaining({ signal, answered: true })
    expect(killed.map(({ id }) => data.kills.get(id))).toEqual(Array.from({ length: count }, () => note))
  })
})

describe('a sender', () => {
  test('learns that a target could not write its data, and does not wait for the target', async () => {
    const root = writeProgram({
      'main.cjs': `${prelude};(async () => { const child = await started()
const data = process.env.COVTREE_DATAFILE
const { mkdirSync, readdirSync } = require('node:fs')
const [name] = readdirSync(join(data, '../live')).filter(name => name.startsWith(child.pid + '-'))
// No file can take the place of a folder.
for (let i = 0; i < 9; i++) mkdirSync(data + '-' + name.replace('.json', '') + '-' + i + '.json/folder', { recursive: true })
const start = performance.now()
child.kill('SIGKILL')
console.log(performance.now() - start > 1500 ? 'late' : 'in time')
})()`,
      'idle.cjs': idle,
    })
    const data = createDataFolder({}, root)
    const { stdout } = await start([join(root, 'main.cjs')], { env: { ...data.env } }).ended
    expect(stdout).toMatch(/^in time/)
    const notes = readdirSync(join(data.folder, 'live')).filter(name => name.endsWith('.kill'))
    expect(notes).toHaveLength(1)
    const note = JSON.parse(readFileSync(join(data.folder, 'live', notes[0]!), 'utf8'))
    expect(note).toMatchObject({ signal: 'SIGKILL', answered: false })
  })

  test('gets the same errors as without covtree for a process that is gone', async () => {
    const root = writeProgram({
      'main.cjs': `${prelude}const child = shown(cp.spawn(node, ['-e', '0']))
// Which of exit and the end of stdout closes it would stand in the stack.
child.on('close', () => setImmediate(() => {
  console.log(child.kill(), child.kill('SIGKILL'))
  for (const args of [[child.pid], [child.pid, 'SIGKILL'], [child.pid, 'SIGNO'], ['x'], [2 ** 40]]) {
    try { process.kill(...args) } catch (error) { console.log(error.stack.replaceAll(child.pid, 'PID')) }
  }
  try { child.kill('SIGNO') } catch (error) { console.log(error.stack) }
}))`,
    })
    const { bare, counted } = await runBoth([join(root, 'main.cjs')], { root })
    expect(counted).toEqual(bare)
  })

  test('waits no longer than the limit for a busy target', async () => {
    const root = writeProgram({
      'main.cjs': `${prelude};(async () => { const child = await started({}, node, [join(__dirname, 'busy.cjs')])
const start = performance.now()
child.kill('SIGKILL')
if (performance.now() - start > 1500) console.log('late')
})()`,
      'busy.cjs': `function ran() {}\nran()\nrequire('node:fs').writeSync(1, 'ready')\nfor (;;);`,
    })
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
    expect(counted).toEqual(bare)
    expect(data.live).toHaveLength(1)
    expect([...data.kills.values()]).toEqual([
      expect.objectContaining({ signal: 'SIGKILL', answered: false }),
    ])
  })

  test('waits for a process that is writing its counts', async () => {
    // V8 takes about 0.1 s for the counts of so many functions, longer than the sender waits for an answer.
    const functions = Array.from(
      { length: 15_000 },
      (_, i) => `function f${i}(x) { return x ? 1 : 2 }\nf${i}(0)\n`,
    )
    const root = writeProgram({
      'main.cjs': `const child = require('node:child_process').fork(__dirname + '/large.cjs')
child.once('message', () => child.kill('SIGKILL'))
`,
      // covtree writes right after the last exit listener.
      'large.cjs': `function ran() {}\nran()\n${functions.join('')}
process.once('exit', () => process.send('ready'))
`,
    })
    const data = createDataFolder({ askTimeout: 20 }, root)
    const { code } = await start([join(root, 'main.cjs')], { env: { ...data.env } }).ended
    expect(code).toBe(0)
    const read = data.read()
    expect(read.count('ran')).toBe(1)
    expect(read.live).toEqual([])
  })
})
