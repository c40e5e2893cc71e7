// Runs under covtree: starts the planned children, ends them, and writes how each ended to results.json.
import { exec, spawn } from 'node:child_process'
import { readdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endings } from './kinds.mjs'

const plan = JSON.parse(readFileSync('plan.json', 'utf8'))
const started = join(process.cwd(), 'started')
const ends = []
const shell = command => exec(command, () => {})

/** Callbacks that wait for a program to begin, by its process. */
const waiting = new Map()
const watcher = watch(started, (_event, name) => waiting.get(Number(name))?.())

async function run({ number, kind, ending, delay, isAwaited }) {
  const controller = new AbortController()
  const child = spawn(process.execPath, [`src/${kind}`], {
    detached: true,
    stdio: 'ignore',
    signal: controller.signal,
    // Every third replaces its environment.
    env: { ...(number % 3 === 0 ? {} : process.env), STARTED: started, NUMBER: String(number) },
  })
  child.on('error', () => {})
  let timer
  const begin = () => {
    waiting.delete(child.pid)
    timer = setTimeout(() => endings[ending].end(child, shell, controller), delay)
  }
  if (isAwaited) waiting.set(child.pid, begin)
  else begin()
  const [code, signal] = await new Promise(resolve => child.on('close', (...end) => resolve(end)))
  waiting.delete(child.pid)
  clearTimeout(timer)
  // Processes that it left behind end with it.
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing.
  }
  ends[number] = { number, pid: child.pid, end: signal ?? code }
}

const queue = plan[Symbol.iterator]()
await Promise.all(
  Array.from({ length: Number(process.argv[2]) }, async () => {
    for (const child of queue) await run(child)
  }),
)
watcher.close()
const pids = ends.map(() => [])
for (const name of readdirSync(started))
  pids[Number(readFileSync(join(started, name), 'utf8'))].push(Number(name))
// The list of what was started is this program's own: covtree may have heard of none of them.
const results = ends.map(end => ({ ...end, pids: [...new Set([end.pid, ...pids[end.number]])] }))
writeFileSync('results.json', JSON.stringify(results))
