// Watch mode: how long it takes from saving a test file whose test starts five children to the new report.
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { alternate, median } from '../measure/alternate.mjs'
import { prepareVitest } from '../setup/vitest.mjs'

const writeTest = (program, run) => `// Run ${run}.
import { execFileSync } from 'node:child_process'
import { test } from 'vitest'
test('five children', () => {
  for (let i = 0; i < 5; i++) execFileSync(process.execPath, [${JSON.stringify(program)}])
}, 60_000)
`

/** Measures runs of Vitest 5 after the first one, with covtree and without; `[]` for a Node that Vitest 5 does not run on. */
export async function measureWatch({ node, root, programs, scale, isOld }) {
  if (isOld) return []
  const vitest = prepareVitest(root)
  mkdirSync(`${root}/outside`, { recursive: true })
  const ways = ['off', 'covtree']
  const program = programs.modules
  const watchers = Object.fromEntries(
    ways.map(way => [way, startWatching({ node, root, vitest, way, program })]),
  )
  let samples
  try {
    for (const { isReady } of Object.values(watchers)) await isReady
    samples = await alternate(ways, scale < 1 ? 5 : 12, way => watchers[way].save())
  } finally {
    for (const { end } of Object.values(watchers)) end()
  }
  const [off, covtree] = ways.map(way => median(samples[way]))
  return [
    {
      name: `watch mode: ${off.toFixed(0)} ms from saving to the report without covtree, ${covtree.toFixed(0)} ms with it`,
      checks: [{ what: 'with covtree over without', value: covtree / off, bar: 1.15 }],
    },
  ]
}

/** Starts Vitest in watch mode. `isReady` is its first report. `save` writes the test file, and returns the time until the report is there, in ms. */
function startWatching({ node, root, vitest, way, program }) {
  const test = `outside/watch-${way}.test.mjs`
  const report = `${root}/reports/${way}/coverage-final.json`
  rmSync(report, { force: true })
  let run = 0
  const write = () => writeFileSync(`${root}/${test}`, writeTest(program, run++))
  write()
  const env = { ...vitest.env, BENCH_WAY: way, BENCH_TESTS: test }
  const child = spawn(node, [...vitest.args, '--watch'], {
    cwd: root,
    env,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const isReady = waitForReport(report, undefined)
  const save = async () => {
    // Vitest watches again a moment after its report.
    await new Promise(resolve => setTimeout(resolve, 500))
    const before = timeOf(report)
    const start = performance.now()
    write()
    // The file of the last run is removed first.
    await waitForReport(report, before)
    await waitForReport(report, undefined)
    return performance.now() - start
  }
  return { isReady, save, end: () => child.kill() }
}

/** Vitest removes the folder of the report before it writes the next one, so the file is looked for. */
async function waitForReport(file, before) {
  while (timeOf(file) === before) await new Promise(resolve => setTimeout(resolve, 2))
}

function timeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}
