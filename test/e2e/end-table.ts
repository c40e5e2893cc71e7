// The two tables of docs/processes.md on ends, with programs that end so. A test on each system runs the programs, and compares what was
// counted with the cells of that system.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CoverageMapData, FileCoverageData } from 'istanbul-lib-coverage'
import type { ProcessReport } from '../../src/report/content/model.ts'
import { repository } from './toolchain.ts'

/** Columns of the tables. */
export type System = 'Linux' | 'macOS, BSD' | 'Windows'

/** A program that ends in a way of its own. */
interface Program {
  /**
   * Source text behind {@link header}: of the process, or with `host` of its thread. It calls `late` once. `await saved()` resolves when it
   * has its first checkpoint and its signal thread, `ready()` tells the starter or the host.
   */
  text: string
  /** Source text of the process whose thread it is: what follows when the thread is ready. */
  host?: string
  /** Source text of what its starter does; `start()` resolves with the child when it is ready. Else the starter waits for its end. */
  starter?: string
  /** How often `late` is called. @default 1 */
  count?: number
}

interface Row {
  programs: Program[]
  /** Options of `covtree run`. */
  options: string[]
  /** Off Windows the row is about this version of Node and later. */
  from?: number
  /** What is counted on Node 20 off Linux, if not what the cell says. */
  onNode20?: string
}

const patient = ['--ask-timeout=5000']
const idle = 'late(); ready(); setInterval(() => {}, 1000)'
const living = 'late(); ready(); setInterval(() => existsSync(__filename) || process.exit(), 100)'
const waiting = 'await saved(); late(); ready(); setInterval(() => {}, 1000)'
const listening = `require('node:net').createServer().listen(0, '127.0.0.1', async () => { await saved(); late(); ready() })`
const own = (...texts: string[]): Row => ({ programs: texts.map(text => ({ text })), options: patient })
const startedBy = (text: string, ...starters: string[]): Row => ({
  programs: starters.map(starter => ({ text, starter })),
  options: patient,
})
const hostedBy = (text: string, ...hosts: string[]): Row => ({
  programs: hosts.map(host => ({ text, host })),
  options: patient,
})
const stops = ['await worker.terminate()', 'process.exit(0)']

/** By the first cell of the row, up to a comma or colon where that is enough. */
const rows: Record<string, Row> = {
  'running to its end, `process.exit`, an error': {
    programs: ['late()', 'late(); process.exit(3)', `late(); throw new Error('in the thread')`].map(text => ({
      text,
      host: '',
    })),
    options: patient,
  },
  '`terminate()`, or the exit of its process, while it is idle': hostedBy(idle, ...stops),
  'the same, while it blocks in `Atomics.wait` (idle threads of tinypool and piscina)': hostedBy(
    'late(); ready(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
    ...stops.map(stop => `await later(500); ${stop}`),
  ),
  'the same, while it runs JavaScript, an endless loop even': {
    ...hostedBy('late(); ready(); for (;;);', ...stops),
    options: ['--ask-timeout=1000'],
    onNode20: 'lost',
  },
  'the same, while it runs native code (a long `zlib` or `crypto` call)': {
    ...hostedBy(
      `late(); ready(); require('node:crypto').pbkdf2Sync('a', 'b', 3e6, 64, 'sha512'); for (;;);`,
      'await later(200); await worker.terminate()',
    ),
    options: [],
  },
  'a signal that ends its process': hostedBy(
    idle,
    `await saved(); if (isWindows) process.kill(process.pid); else endLater(process.pid, 'TERM')`,
  ),

  'running to its end, `process.exit`, `process.reallyExit`, `process.exitCode`': own(
    'late()',
    'late(); process.exit(3)',
    'late(); process.reallyExit(4)',
    'late(); process.exitCode = 5',
  ),
  'an uncaught error, an unhandled rejection': own(
    `late(); setTimeout(() => { throw new Error('uncaught') })`,
    `late(); Promise.reject(new Error('rejected'))`,
  ),
  'an exit listener that throws': own(`process.on('exit', () => { late(); throw new Error('listener') })`),
  'an `uncaughtException` listener that throws (exit code 7)': own(
    `await saved()
process.on('uncaughtException', () => { throw new Error('again') })
late()
setTimeout(() => { throw new Error('uncaught') })`,
  ),
  '`process.abort()`, `process.kill(process.pid, …)`': own(
    'late(); process.abort()',
    'late(); process.kill(process.pid)',
    `late(); process.kill(process.pid, 'SIGKILL')`,
  ),
  '`process.execve` (Node 22.15 and later)': {
    ...startedBy(
      `if (process.argv[2]) late()
else try { process.execve(process.execPath, [process.execPath, __filename, 'again'], process.env) } catch { process.exit(77) }`,
      `if ((await ended(spawn([file])))[0] === 77) say('no such function')`,
    ),
    from: 22,
  },
  'a signal that the program handles itself': startedBy(
    `process.on('SIGTERM', () => { late(); process.exit(0) }); ready(); setInterval(() => {}, 1000)`,
    `const child = await start(); child.kill(); if ((await ended(child))[0] !== 0) say('no signals')`,
  ),
  'a signal from a measured sender': startedBy(
    idle,
    'const child = await start(); child.kill(); await ended(child)',
    `const child = await start(); process.kill(child.pid, 'SIGKILL'); await ended(child)`,
    `const child = await start({ timeout: 4000 }); await ended(child)`,
  ),
  'such a signal to a process group': {
    programs: [
      {
        text: idle,
        starter: `if (isWindows) {
  const children = [await start(), await start()]
  try { process.kill(-children[0].pid) } catch { say('no groups') }
  for (const child of children) { child.kill(); await ended(child) }
} else {
  const shell = shown(cp.spawn('sh', ['-c', '"$0" "$1" & "$0" "$1"; true', node, file], { detached: true }))
  await said(shell, 2)
  process.kill(-shell.pid)
  await ended(shell)
}`,
        count: 2,
      },
    ],
    options: patient,
  },
  '`kill`, `pkill`, `killall`, `fkill`, `taskkill` that a measured process runs, in a shell too': startedBy(
    idle,
    `const child = await start()
if (isWindows) cp.spawnSync('taskkill', ['/F', '/PID', String(child.pid)]); else cp.spawnSync('kill', [String(child.pid)])
await ended(child)`,
    `const child = await start(); cp.execSync((isWindows ? 'taskkill /f /pid ' : 'kill -9 ') + child.pid); await ended(child)`,
  ),
  'a signal from elsewhere, to a process that listens for connections': startedBy(
    listening,
    `const child = await start(); endFromElsewhere(child.pid, 'TERM'); await ended(child)`,
  ),
  'a signal from elsewhere, to a process that has mostly waited since its start': startedBy(
    waiting,
    `const child = await start(); endFromElsewhere(child.pid, 'TERM'); await ended(child)`,
  ),
  'a signal from elsewhere, in the first 0.2 s or while busy since its start': {
    programs: [
      { text: `late(); endFromElsewhere(process.pid, 'TERM')` },
      {
        text: 'late(); ready(); for (;;);',
        starter: `const child = await start(); endFromElsewhere(child.pid, 'TERM'); await ended(child)`,
      },
    ],
    options: patient,
  },
  'a signal from elsewhere, while it waits in `spawnSync` or `execSync`': own(
    `await saved(); late(); endFromElsewhere(process.pid, 'TERM')`,
  ),
  "`killSignal: 'SIGKILL'` of `spawnSync` and `execFileSync`": startedBy(
    `await saved(); late(); process.stdout.write('x'.repeat(30_000)); setInterval(() => {}, 1000)`,
    `cp.spawnSync(node, [file], { maxBuffer: 20_000, killSignal: 'SIGKILL' })`,
  ),
  'SIGKILL from elsewhere, Task Manager, out of memory, a crash or `abort()` in native code': own(
    // Before a synchronous start, a process saves its counts.
    ...['KILL', 'SEGV'].map(signal => `await saved(); endLater(process.pid, '${signal}'); late(); for (;;);`),
  ),
  'not at all: only the shell that started it was killed': startedBy(
    living,
    `const args = isWindows ? ['cmd', ['/c', node, file]] : ['sh', ['-c', '"$0" "$1"; true', node, file]]
const shell = shown(cp.spawn(...args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] }))
await said(shell)
shell.kill()
await ended(shell)
shell.stdout.destroy()`,
  ),
  'not at all: servers, daemons, detached programs': startedBy(
    living,
    `const child = await start({ detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
child.unref()
child.stdout.destroy()`,
  ),
}

const header = `function early() {}
function late() {}
early()
const { existsSync } = require('node:fs')
const { endFromElsewhere, endLater, ready, saved } = require('../help.cjs')
`
const help = `const { readdirSync, readFileSync } = require('node:fs')
const cp = require('node:child_process')
const { parentPort } = require('node:worker_threads')
const later = ms => new Promise(done => setTimeout(done, ms))
exports.later = later
const isWindows = process.platform === 'win32'
exports.isWindows = isWindows
// Past all wrapping: no word of this command line is one that covtree knows.
const command = (pid, signal) => isWindows ? ['cmd', ['/c', 'end.cmd', String(pid)]] : ['sh', ['end.sh', signal, String(pid), pid === process.pid ? 'own' : '']]
exports.endFromElsewhere = (pid, signal) => cp.spawnSync(...command(pid, signal))
exports.endLater = (pid, signal) => cp.spawn(...command(pid, signal))
exports.ready = () => parentPort ? parentPort.postMessage('ready') : process.stdout.write('ready')
exports.saved = async () => {
  while (process.env.DATA && !readdirSync(process.env.DATA).some(name => name.startsWith('data-' + process.pid + '-')))
    await later(20)
  // It catches signals, of which no program here handles this one (SIGVTALRM).
  while (process.env.DATA && process.env.PROC && !isCaught(26)) await later(20)
}
const isCaught = number => {
  const status = readFileSync(process.env.PROC + '/' + process.pid + '/status', 'latin1')
  return BigInt('0x' + /^SigCgt:\\s*(\\w+)$/m.exec(status)[1]) >> BigInt(number - 1) & 1n
}
`

/** Files of a project whose `main.cjs` runs the programs of these rows, and prints how they ended. */
function filesOf(programs: readonly Program[]): Record<string, string> {
  const cases = (key: 'host' | 'starter', args: string) =>
    programs.map(program => `async (${args}) => { ${program[key] ?? ''}\n },`).join('\n')
  const files = programs.map(({ text }, i) => [
    `src/${i}.cjs`,
    `${header}const run = async () => { ${text}\n }\nrun()\n`,
  ])
  return {
    ...Object.fromEntries(files),
    'help.cjs': help,
    'end.cmd': '@taskkill /F /PID %1\r\n',
    // A process that waits for this script goes on waiting until it is dead.
    'end.sh': 'kill -$1 $2\nwhile [ "$3" = own ] && kill -0 $2 2>/dev/null; do sleep 0.01; done\n',
    'host.cjs': `const { Worker } = require('node:worker_threads')
const { endLater, isWindows, later, saved } = require('./help.cjs')
const hosts = [${cases('host', 'worker')}]
const number = process.argv[2]
const worker = new Worker(require.resolve('./src/' + number + '.cjs'))
worker.once('message', () => hosts[number](worker))
worker.on('error', error => console.log(error.message))
worker.on('exit', code => console.log(code))
`,
    'main.cjs': `const cp = require('node:child_process')
const { endFromElsewhere, isWindows } = require('./help.cjs')
const node = process.execPath
const shows = []
const starters = [${cases('starter', '{ file, start, said, spawn, ended, shown, say }')}]
const isOwn = ${JSON.stringify(programs.map(({ starter }) => !starter))}
const isThread = ${JSON.stringify(programs.map(({ host }) => host !== undefined))}
// Without /proc, Node knows its own path only from its command line; native stack traces name it.
const read = text => text.replace(/ \\[\\S*node\\S*\\]/g, '').replace(/(?:0x)?[0-9a-f]*\\d[0-9a-f]*/g, 'N')
const ended = child => child.end ??= new Promise(done => child.on('exit', (...end) => done(end)))
const said = (child, count = 1) => new Promise(done => child.stdout.on('data', text => {
  child.words = (child.words ?? '') + text
  if (child.words.length >= count * 'ready'.length) done()
}))
async function work(number) {
  const show = (shows[number] = [])
  const shown = child => {
    const words = ['', '']
    child.stdout?.on('data', text => { words[0] += text })
    child.stderr?.on('data', text => { words[1] += text })
    child.on('close', (...end) => show.push(end, words.map(read)))
    ended(child)
    return child
  }
  const file = 'src/' + number + '.cjs'
  const spawn = (args, options = {}) => shown(cp.spawn(node, args, options))
  const start = async options => {
    const child = spawn([file], options)
    await said(child)
    return child
  }
  const say = word => show.push(word)
  if (isThread[number]) await ended(spawn(['host.cjs', String(number)]))
  else if (isOwn[number]) await ended(spawn([file]))
  else await starters[number]({ file, start, said, spawn, ended, shown, say })
}
const numbers = [...starters.keys()]
const turns = async () => { for (let i; (i = numbers.shift()) !== undefined; ) await work(i) }
// Two at a time: most of a start is one thread's.
turns()
turns()
process.on('exit', () => console.log(JSON.stringify(shows)))
`,
  }
}

/** A project on any system: what it takes to run the programs in it. */
export interface EndProject {
  /** A folder for the data, as a program in the project names it. */
  data: string
  node(args: string[]): Promise<EndRun>
  covtree(args: string[], env: NodeJS.ProcessEnv): Promise<EndRun>
  report(): ProcessReport
  coverage(): CoverageMapData
}

interface EndRun {
  code: number | null
  stdout: string
  stderr: string
}

/** What the cells of a system say, and what a run of their programs has shown. */
export interface CheckedTable {
  cells: Record<string, string>
  seen: Record<string, string>
  /** What the programs show without covtree and with it. */
  shown: { bare: string; counted: string }[]
}

/** Runs the programs of all rows. */
export async function checkTable(
  system: System,
  nodeMajor: number,
  createProject: (files: Record<string, string>) => EndProject,
): Promise<CheckedTable> {
  const { cells, seen, shown }: CheckedTable = { cells: {}, seen: {}, shown: [] }
  const isOld = nodeMajor < 22 && system !== 'Linux'
  for (const [name, cell] of readCells(system)) {
    const { from = 0, onNode20 } = rows[name] ?? {}
    if (system !== 'Windows' && nodeMajor < from) continue
    cells[name] = (isOld && onNode20) || cell
    seen[name] = 'no program ends so'
  }
  const all = Object.entries(rows).filter(([name, { from = 0 }]) => cells[name] || nodeMajor >= from)
  for (const options of new Set(all.map(([, row]) => row.options))) {
    const chosen = all.filter(([, row]) => row.options === options)
    const programs = chosen.flatMap(([, row]) => row.programs)
    const project = createProject(filesOf(programs))
    const bare = await project.node(['main.cjs'])
    const args = [
      '--include=src',
      '--reporter=json',
      `--data-dir=${project.data}`,
      ...options,
      '--',
      'node',
      'main.cjs',
    ]
    const counted = await project.covtree(['run', ...args], { DATA: project.data })
    shown.push({ bare: bare.stdout + bare.stderr, counted: firstLine(counted.stdout) + counted.stderr })
    const said = (JSON.parse(firstLine(counted.stdout)) as unknown[][]).map(shows =>
      shows.find(word => typeof word === 'string'),
    )
    const report = project.report()
    const coverage = project.coverage()
    let number = 0
    for (const [name, row] of chosen) {
      const results = row.programs.map(({ count = 1 }) => {
        const file = `src/${number}.cjs`
        return said[number++] ?? describeEnd(file, coverage[file], report, count)
      })
      seen[name] = [...new Set(results)].join(' or ')
    }
  }
  return { cells, seen, shown }
}

const firstLine = (text: string) => text.slice(0, text.indexOf('\n') + 1)

/** The word of the tables for what is counted of a program. */
function describeEnd(
  name: string,
  file: FileCoverageData | CoverageMapData[string] | undefined,
  { processes }: ProcessReport,
  count: number,
): string {
  const { fnMap = {}, f = {} } = (file ?? {}) as Partial<FileCoverageData>
  const countOf = (fn: string) => Number(f[Object.keys(fnMap).find(id => fnMap[id]!.name === fn)!] ?? 0)
  const own = processes.filter(({ argv }) => argv[1]?.replaceAll('\\', '/').endsWith(`/${name}`))
  const states = [...new Set(own.map(({ state }) => state))].join()
  const counts = `${countOf('early') > 0} ${countOf('late')}`
  if (counts === `true ${count}`) {
    if (states === 'counted') return 'all'
    // Counted when it was asked, and not surely to its end.
    if (states === 'still-running' || states === 'counted-until') return 'all so far'
  }
  if (states === 'counted-until' && counts === 'true 0') return 'last checkpoint'
  if (states === 'lost' && counts === 'false 0') return 'lost'
  const reasons = own.map(({ reason }) => reason)
  return `${states || 'not listed'}, early and late: ${counts} (${name}: ${reasons})`
}

/** The column of a system in each table that has one: the first cell of a row, and its word up to a comma or colon. */
function readCells(system: System): [string, string][] {
  let column = 0
  return readFileSync(join(repository, 'docs/processes.md'), 'utf8')
    .split('\n')
    .flatMap((line): [string, string][] => {
      const cells = line.split('|').map(cell => cell.trim())
      if (!line.startsWith('|')) column = 0
      else if (cells.includes('Linux')) column = cells.indexOf(system)
      else if (column > 0 && !/^-+$/.test(cells[1]!)) return [[cells[1]!, cells[column]!.split(/[,:]/)[0]!]]
      return []
    })
}
