// Starts many children of mixed kinds, ends them at random times by random means, and looks for each of them in the process report.
//   node scripts/chaos.mjs [--children 1000] [--seed <number>] [--jobs 4] [--node <binary>] [--keep]
// Fails if a process is neither counted nor listed, if the report lists a process twice or one that nobody started, if a process ended
// in a way that its signal does not explain, or if the report is not valid. Prints its seed: the same seed plans the same run.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { children, endings } from './chaos/kinds.mjs'
import { createRandom } from './chaos/random.mjs'

const { values } = parseArgs({
  options: {
    children: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    jobs: { type: 'string', default: '4' },
    node: { type: 'string', default: process.execPath },
    keep: { type: 'boolean', default: false },
  },
})
console.log(`seed ${values.seed}`)
const folder = mkdtempSync(join(tmpdir(), 'covtree-chaos-'))
const random = createRandom(Number(values.seed))
mkdirSync(join(folder, 'src'))
mkdirSync(join(folder, 'started'))
for (const [name, text] of Object.entries(children)) writeFileSync(join(folder, 'src', name), text)
const plan = Array.from({ length: Number(values.children) }, (_, number) => ({
  number,
  kind: random.pick(Object.keys(children).filter(name => !name.startsWith('part-'))),
  ending: random.pick(Object.keys(endings)),
  delay: random.skewed(400),
  // The others may end before their program begins.
  isAwaited: random.pick([true, true, false]),
}))
writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan))
writeFileSync(join(folder, 'run.mjs'), readFileSync(new URL('./chaos/run.mjs', import.meta.url)))
writeFileSync(join(folder, 'kinds.mjs'), readFileSync(new URL('./chaos/kinds.mjs', import.meta.url)))

const bootstrap = new URL('../dist/bootstrap/index.cjs', import.meta.url).pathname
const dataFile = join(folder, 'data', 'data')
mkdirSync(join(folder, 'data', 'live'), { recursive: true })
writeFileSync(join(folder, 'config.json'), JSON.stringify({ version: 1, bootstrap, askTimeout: 100 }))
const started = performance.now()
const child = spawn(values.node, ['run.mjs', values.jobs], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    PATH: process.env.PATH,
    NODE_OPTIONS: `--require ${bootstrap}`,
    COVTREE_SOURCE: folder,
    COVTREE_CONFIG: join(folder, 'config.json'),
    COVTREE_DATAFILE: dataFile,
    COVTREE_BRANCH: 'enabled',
  },
})
let output = ''
child.stdout.on('data', data => {
  output += data
})
const [code, signal] = await new Promise(resolve => child.on('close', (...end) => resolve(end)))
const problems = []
if (code !== 0) problems.push(`the run ended with ${signal ?? code}: ${output.slice(-2000)}`)
await check()
for (const problem of problems.slice(0, 20)) console.log(problem)
console.log(
  `${plan.length} children, ${problems.length} problems, ${Math.round((performance.now() - started) / 1000)} s`,
)
if (values.keep || problems.length > 0) console.log(`kept: ${folder}`)
else rmSync(folder, { recursive: true, force: true })
process.exitCode = problems.length === 0 ? 0 : 1

async function check() {
  const { combine } = await import(new URL('../dist/index.js', import.meta.url).href)
  const { map, processes, warnings } = await combine(join(folder, 'data'), {
    root: folder,
    include: ['src/**'],
  })
  for (const { message } of warnings) problems.push(message)
  if (!map[join(folder, 'src/idle.cjs')]) problems.push('src/idle.cjs is not in the report')
  const states = new Set(['counted', 'counted-until', 'still-running', 'lost', 'nothing-to-count'])
  const ids = new Set()
  const byPid = new Map()
  for (const process of processes) {
    if (ids.has(process.id)) problems.push(`${process.id} is listed twice`)
    ids.add(process.id)
    if (!states.has(process.state)) problems.push(`${process.id} has the state ${process.state}`)
    if (process.state === 'lost' && !process.reason) problems.push(`${process.id} is lost without a reason`)
    if (process.state === 'counted' && !process.end)
      problems.push(`${process.id} is counted to an unknown end`)
    if (process.parent && !processes.some(({ id }) => id === process.parent))
      problems.push(`${process.id} has a parent that is not listed`)
    if (process.threadId === 0) byPid.set(process.pid, [...(byPid.get(process.pid) ?? []), process])
  }
  const sums = [...states].map(
    state => `${processes.filter(process => process.state === state).length} ${state}`,
  )
  console.log(sums.join(', '))
  // All that run.mjs started, and what these started in turn: a program says by a file that it runs.
  const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))
  for (const { number, pid, pids, end } of results) {
    const { kind, ending } = plan[number]
    for (const pid of pids)
      if (!byPid.has(pid)) problems.push(`${kind} ${pid} (child ${number}, ${ending}) is unaccounted for`)
    const wrong = endings[ending].isWrong(end, kind)
    if (wrong) problems.push(`${kind} (child ${number}, ${ending}) ended with ${end}: ${wrong}`)
    // A system gives pids out again (Linux: after 32,768 processes or more).
    const own = (byPid.get(pid) ?? []).filter(({ argv }) => argv.some(part => part.endsWith(kind)))
    const known = own.map(process => process.end && (process.end.signal ?? process.end.code))
    // A process that is killed while it exits has already written its exit code.
    const isRight = (state, known) =>
      state !== 'counted' || known === end || !endings[ending].isWrong(known, kind)
    if (!own.some(({ state }, i) => isRight(state, known[i])))
      problems.push(`${kind} (child ${number}, ${ending}) ended with ${end}, the ledger says ${known}`)
  }
  if (results.length !== plan.length) problems.push(`${plan.length - results.length} children have no result`)
}
