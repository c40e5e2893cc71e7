// Runs Node's own tests with and without the bootstrap and prints the tests with different outcomes.
//   node scripts/transparency.mjs <checkout of nodejs/node> [--node <binary>] [--match <regular expression>] [--jobs 1] [--bootstrap <file>]
// Only tests that pass twice without the bootstrap count. A test that fails with the bootstrap runs twice more before it counts.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string', default: process.execPath },
    match: { type: 'string', default: '^test-(child-process|cluster|worker|process|signal|exit|abort)' },
    jobs: { type: 'string', default: '1' },
    bootstrap: { type: 'string', default: new URL('../dist/bootstrap/index.cjs', import.meta.url).pathname },
  },
})
const [checkout] = positionals
if (!checkout) {
  console.error('Name a checkout of nodejs/node: node scripts/transparency.mjs <folder>')
  process.exit(2)
}
const folder = resolve(checkout, 'test/parallel')
const pattern = new RegExp(values.match)
const names = readdirSync(folder).filter(name => pattern.test(name) && /\.m?js$/.test(name))

/** Runs one test; true if it passed. */
function passes(name, isCounted) {
  const path = join(folder, name)
  const flags = /^\/\/ Flags:(.*)$/m.exec(readFileSync(path, 'utf8'))?.[1].trim().split(/\s+/) ?? []
  const data = mkdtempSync(join(tmpdir(), 'covtree-transparency-'))
  const { NODE_OPTIONS: _, ...env } = process.env
  if (isCounted) {
    Object.assign(env, {
      NODE_OPTIONS: `--require ${values.bootstrap}`,
      COVTREE_SOURCE: folder,
      COVTREE_DATAFILE: join(data, 'data'),
      COVTREE_BRANCH: 'enabled',
    })
  }
  return new Promise(done => {
    let output = ''
    const child = spawn(values.node, [...flags, path], {
      env: { ...env, NODE_TEST_DIR: data, TEST_THREAD_ID: String(Math.floor(Math.random() * 1e6)) },
      cwd: checkout,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    child.stdout.on('data', chunk => (output += chunk))
    child.stderr.on('data', chunk => (output += chunk))
    // 60 s: Node's own limit for a test is 120 s on a slow machine; what takes longer here hangs.
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 60_000)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      // A process that it has left behind may still write.
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // Nothing.
      }
      rmSync(data, { recursive: true, force: true, maxRetries: 20 })
      child.stdout.destroy()
      child.stderr.destroy()
      done({ isPassed: code === 0, output: `${output}\n${signal ?? code}` })
    })
  })
}

const counts = { looked: 0, same: 0, skipped: 0 }
const different = []
async function look(name) {
  for (let turn = 0; turn < 2; turn++) {
    if (!(await passes(name, false)).isPassed) {
      counts.skipped++
      return
    }
  }
  counts.looked++
  let run
  for (let turn = 0; turn < 3; turn++) {
    run = await passes(name, true)
    if (run.isPassed) {
      counts.same++
      return
    }
  }
  different.push(name)
  console.log(`\n# ${name}\n${run.output.split('\n').slice(0, 25).join('\n')}`)
}
const queue = names[Symbol.iterator]()
await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    for (const name of queue) await look(name)
  }),
)
console.log(
  `\n${counts.looked} tests pass without the bootstrap, ${counts.same} of them with it (${counts.skipped} not looked at)`,
)
for (const name of different) console.log(`different: ${name}`)
