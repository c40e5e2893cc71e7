// node bench/without-proc.mjs [--node <binary>] [--rounds 15]
// How long processes take to end, and a run to combine them, with /proc and without it, as on macOS. Rounds alternate; medians.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { formatMs, printChecks, printTable } from './table.mjs'

const { values } = parseArgs({
  options: { node: { type: 'string', default: process.execPath }, rounds: { type: 'string', default: '15' } },
})
const { node } = values
const thread = (body, stop) => `const { Worker } = require('node:worker_threads')
const body = "require('node:worker_threads').parentPort.postMessage(1); ${body}"
const worker = new Worker(body, { eval: true }).on('message', () => { ${stop} })
`
const idle = 'setInterval(() => {}, 1000)'
const cases = {
  'a natural end': '',
  'an exit beside an idle thread': thread(idle, 'process.exit()'),
  'an exit beside a busy thread': thread('for (;;);', 'process.exit()'),
  'terminate() of a busy thread': thread('for (;;);', 'worker.terminate()'),
  'a server that is killed': `if (process.argv[2]) require('node:http').createServer().listen(0, () => console.log('ready'))
else {
  const child = require('node:child_process').spawn(process.argv[0], [__filename, 'server'])
  child.stdout.once('data', () => child.kill())
}
`,
}
// Its output is the time that the program took, from its start to its end.
const timed = `const { spawnSync } = require('node:child_process')
const start = performance.now()
spawnSync(process.env.TIMED_NODE, [process.argv[2]])
console.log('took', performance.now() - start)
`
const root = mkdtempSync(join(tmpdir(), 'covtree-bench-proc-'))
mkdirSync(join(root, 'src'))
writeFileSync(join(root, 'timed.cjs'), timed)
const names = Object.keys(cases)
for (const [i, name] of names.entries()) writeFileSync(join(root, `src/${i}.cjs`), cases[name])

const cli = join(import.meta.dirname, '../dist/cli/index.js')
const hide = { with: 'exec "$@"', without: 'mount -t tmpfs none /proc && exec "$@"' }
const unshare = process.getuid() === 0 ? '-m' : '-rm'

/** Times in ms: of the program, and of the rest of the run, which combines and reports. */
function measure(how, number) {
  const run = [
    node,
    cli,
    'run',
    '--include=src',
    '--reporter=none',
    '--',
    node,
    'timed.cjs',
    `src/${number}.cjs`,
  ]
  const start = performance.now()
  const { stdout, stderr } = spawnSync('unshare', [unshare, 'sh', '-c', hide[how], 'sh', ...run], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TIMED_NODE: node },
  })
  const all = performance.now() - start
  const took = Number(/took ([\d.]+)/.exec(stdout)?.[1])
  if (!took || !stdout.includes(' 0 lost'))
    console.error(`${names[number]}, ${how} /proc: ${stdout}${stderr}`)
  return { program: took, rest: all - took }
}

const median = numbers => numbers.sort((a, b) => a - b)[numbers.length >> 1]
const rows = [['median of', 'program, with', 'without', 'rest of the run, with', 'without']]
const checks = []
for (const [number, name] of names.entries()) {
  const times = { with: [], without: [] }
  for (let round = 0; round < Number(values.rounds); round++)
    for (const how of round % 2 ? ['with', 'without'] : ['without', 'with'])
      times[how].push(measure(how, number))
  const cells = ['program', 'rest'].map(part =>
    ['with', 'without'].map(how => median(times[how].map(time => time[part]))),
  )
  rows.push([name, ...cells.flat().map(formatMs)])
  for (const [i, [before, after]] of cells.entries())
    checks.push({ what: `${name}, ${i ? 'rest' : 'program'}: ms added`, value: after - before, bar: 20 })
}
rmSync(root, { recursive: true })
printTable(rows)
printChecks(checks)
