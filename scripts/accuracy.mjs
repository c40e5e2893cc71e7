// Doubling: a workload runs in-process alone; then in-process and once more in a child, in a real Vitest run with the plugin.
// The child must add exactly the counts of the first run, in the same structure, whatever tool built it. Prints a table, and
// exits with 1 below the bar.
// With --oracle istanbul, the first run is that of Istanbul's own instrumenter on the sources, without Vitest.
//   node scripts/accuracy.mjs [--corpus name or folder | --all] [--provider v8|istanbul] [--oracle istanbul] [--variant name|all] [--show n] [--keep]
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildChildren } from './accuracy/children.mjs'
import { combineEach } from './accuracy/combine-each.mjs'
import { compareDouble, listNotSummed } from './accuracy/compare.mjs'
import { corpora, findCorpus, prepareProject } from './accuracy/corpora.mjs'
import { countKinds, runOracle } from './accuracy/oracle.mjs'
import { printResults } from './accuracy/results.mjs'
import { floorOf, variants } from './accuracy/variants.mjs'
import { prepareVitest, runAlone, runWithChildren } from './accuracy/vitest-run.mjs'

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', multiple: true, default: ['zod', 'hard'] },
    all: { type: 'boolean', default: false },
    provider: { type: 'string', multiple: true, default: ['v8', 'istanbul'] },
    oracle: { type: 'string' },
    variant: { type: 'string', multiple: true, default: [] },
    show: { type: 'string', default: '0' },
    keep: { type: 'boolean', default: false },
  },
})
if (options.oracle !== undefined && options.oracle !== 'istanbul')
  throw new Error(`Invalid --oracle value '${options.oracle}': use 'istanbul'.`)
const work = join(import.meta.dirname, '../.accuracy')

const rows = []

/** Adds a row for each child whose counts were added to those of a first run. */
function addRows(corpus, project, provider, each, first) {
  const { slack = {} } = findCorpus(corpus)
  for (const [name, { map, warnings }] of each) {
    const result = compareDouble(first, map)
    for (const difference of result.differences.slice(0, Number(options.show)))
      console.log(`${provider} ${name} ${difference.path.slice(project.length + 1)} ${difference.text}`)
    for (const warning of warnings) console.log(name, warning.message, warning.details.slice(0, 3))
    const isOracle = provider === 'oracle'
    if (isOracle) console.log(name, 'differs in', countKinds(result.differences))
    const floor =
      floorOf(variants[name], provider) - (slack[isOracle ? 'istanbul' : provider] ?? slack[name] ?? 0)
    rows.push({ corpus, provider, child: name, result, floor, hasWarnings: warnings.length > 0 })
  }
}

// Combining changes the current folder.
const wanted = options.corpus.map(name => (corpora[name] ? name : resolve(name)))
for (const corpus of options.all ? Object.keys(corpora) : wanted) {
  const project = prepareProject(corpus, work, options.keep)
  prepareVitest(project)
  const children = await buildChildren(project, findCorpus(corpus), options.variant, options.keep)
  if (options.oracle) {
    const first = await runOracle(project, findCorpus(corpus).language)
    const { folder } = runWithChildren(project, 'v8', children, options.keep)
    addRows(corpus, project, 'oracle', await combineEach(project, folder, 'istanbul', first), first)
    continue
  }
  for (const provider of options.provider) {
    const alone = runAlone(project, provider, options.keep)
    const { map: together, folder } = runWithChildren(project, provider, children, options.keep)
    const each = await combineEach(project, folder, provider, alone)
    addRows(corpus, project, provider, each, alone)
    // The plugin's report must be the sum of the counts of all children.
    const differences = listNotSummed(together, alone, [...each.values()])
    for (const difference of differences.slice(0, Number(options.show))) console.log(difference)
    const isSum = each.size === children.length && differences.length === 0
    if (!isSum) console.log(`${corpus}, ${provider}: Vitest's report is not the sum of its processes`)
    rows.push({ corpus, provider, child: 'sum in the report', isSum })
  }
}
process.exitCode = printResults(rows) ? 0 : 1
