// Runs the end-to-end and bootstrap tests on every supported pair of Node and Vitest. Binaries and Vitest versions come
// from npm into .matrix/, which git ignores. `npm run test:matrix -- 24 5` runs the rows of Node 24 with Vitest 5 only;
// `-- --short` runs each Node and each Vitest once, without the tests of what does not depend on them.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { install, installNode, ownMajor } from './install.mjs'

const root = join(import.meta.dirname, '..')
const folder = join(root, '.matrix')
const vitestVersions = { 4: '4.1.12', 5: '5.1.1' }
const rows = [
  [20, 4],
  [22, 4],
  [22, 5],
  [24, 4],
  [24, 5],
  [26, 4],
  [26, 5],
]

function installVitest(major) {
  const place = join(folder, `vitest${major}`)
  const version = vitestVersions[major]
  if (!existsSync(join(place, 'node_modules/vitest'))) {
    const names = ['vitest', '@vitest/coverage-v8', '@vitest/coverage-istanbul']
    install(
      place,
      names.map(name => `${name}@${version}`),
    )
  }
  return place
}

const isShort = process.argv.includes('--short')
const shortRows = ['22 4', '24 5', '26 5']
/** What the tests of the row of this machine have shown already, whatever the versions. */
const shortSkips = ['package', 'process-report', 'contexts', 'builds', 'bad-data', 'watch']
const wanted = process.argv
  .slice(2)
  .filter(arg => !arg.startsWith('--'))
  .map(Number)
const chosen = rows.filter(
  ([node, vitest]) =>
    (!isShort || shortRows.includes(`${node} ${vitest}`)) &&
    (wanted.length === 0 || (wanted.includes(node) && wanted.includes(vitest))),
)
if (chosen.length === 0)
  throw new Error(
    `No row for ${wanted.join(' × ')}: use one of ${rows.map(row => row.join(' ')).join(', ')}.`,
  )

let failed = 0
const nodesDone = new Set()
for (const [node, vitest] of chosen) {
  const name = `node${node}-vitest${vitest}`
  console.log(`\n=== Node ${node}, Vitest ${vitest} ===`)
  const environment = {
    ...process.env,
    COVTREE_TEST_NODE: node === ownMajor ? process.execPath : installNode(folder, node),
    COVTREE_TEST_VITEST: installVitest(vitest),
  }
  // What a child does depends on its Node alone: once per Node.
  const projects = nodesDone.has(node) ? ['e2e'] : ['e2e', 'bootstrap', ...(isShort ? [] : ['cli'])]
  nodesDone.add(node)
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...projects.flatMap(project => ['--project', project]),
    ...(isShort ? shortSkips.flatMap(name => ['--exclude', `test/e2e/${name}.test.ts`]) : []),
  ]
  args.push(
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(folder, 'results', `${name}.json`)}`,
  )
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) failed++
}
process.exitCode = failed === 0 ? 0 : 1
