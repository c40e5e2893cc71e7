// Every supported pair of Node and Vitest. Binaries and Vitest versions come from npm.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { install, installNode, ownMajor } from '../install.mjs'
import { folder, runVitest } from './run-vitest.mjs'

const vitestVersions = { 4: '4.1.12', 5: '5.1.2' }
/** Tests of the bootstrap whose outcome has differed most between versions of Node. */
const bootstrapTests = ['ends.', 'module-hooks', 'natural-end', 'other-takers', 'starts', 'threads'].map(
  name => `bootstrap/${name}`,
)
/**
 * Node, Vitest, and the tests of the short matrix, which runs what `npm test` does not show on this machine: all tests of the bootstrap with the
 * newest Node and some with those between, and end-to-end tests with both Vitests.
 */
const rows = [
  [20, 4],
  [22, 4, [...bootstrapTests, 'e2e/children']],
  [22, 5],
  [24, 4],
  [24, 5, [...bootstrapTests, 'e2e/threads']],
  [26, 4],
  [26, 5, ['bootstrap/', 'e2e/']],
]
/** End-to-end tests whose outcome depends on no version. */
const shortSkips = [
  'bad-data',
  'builds',
  'commands',
  'contexts',
  'getting-started',
  'package',
  'process-report',
  'progress',
  'watch',
].map(name => `--exclude=test/e2e/${name}.test.ts`)

/** Runs the end-to-end and bootstrap tests. `numbers` 24 and 5: the rows of Node 24 with Vitest 5 only; `isShort`: each Node and each Vitest. */
export function runPairs({ isShort, numbers, files }) {
  const chosen = rows.filter(
    ([node, vitest, short]) =>
      (!isShort || short) && (numbers.length === 0 || (numbers.includes(node) && numbers.includes(vitest))),
  )
  if (chosen.length === 0)
    throw new Error(
      `No row for ${numbers.join(' × ')}: use one of ${rows.map(([node, vitest]) => `${node} ${vitest}`).join(', ')}.`,
    )
  let isPassed = true
  const nodesDone = new Set()
  for (const [node, vitest, short] of chosen) {
    console.log(`\n=== Node ${node}, Vitest ${vitest} ===`)
    // A child's behaviour depends on its Node alone: these tests run once per Node.
    const projects = nodesDone.has(node) ? ['e2e'] : ['e2e', 'bootstrap', ...(isShort ? [] : ['cli'])]
    nodesDone.add(node)
    const isRowPassed = runVitest({
      name: `node${node}-vitest${vitest}`,
      projects,
      args: isShort && files.length === 0 ? [...short, ...shortSkips] : files,
      env: {
        COVTREE_TEST_NODE: node === ownMajor ? process.execPath : installNode(folder, node),
        COVTREE_TEST_VITEST: installVitest(vitest),
      },
    })
    isPassed &&= isRowPassed
  }
  return isPassed
}

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
