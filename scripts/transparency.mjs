// Runs Node's own tests with and without covtree and prints the tests with different outcomes.
//   node scripts/transparency.mjs <checkout of nodejs/node>… [--node <binary>…] [--set process|tools] [--match <regular expression>]
//     [--jobs 1] [--results <file>] [--minutes <number>] [--preload <file>] [--by-hand]
// Several checkouts go with as many binaries, in the same order. With --results it goes on where the last run has stopped.
// --preload names another file in the bootstrap's place, to see what any preload changes. --by-hand leaves out the run's start file.
import { parseArgs } from 'node:util'
import { createLook } from './transparency/look.mjs'
import { Results } from './transparency/results.mjs'
import { prepareRun } from './transparency/run-test.mjs'
import { listTests } from './transparency/tests.mjs'

const { positionals: checkouts, values } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string', multiple: true, default: [process.execPath] },
    set: { type: 'string', multiple: true, default: ['process', 'tools'] },
    match: { type: 'string', default: '' },
    jobs: { type: 'string', default: '1' },
    results: { type: 'string' },
    minutes: { type: 'string', default: 'Infinity' },
    preload: { type: 'string' },
    'by-hand': { type: 'boolean', default: false },
  },
})
if (checkouts.length === 0) {
  console.error('Name a checkout of nodejs/node: node scripts/transparency.mjs <folder>')
  process.exit(2)
}
const end = performance.now() + Number(values.minutes) * 60_000
const results = new Results(values.results)
for (const [index, checkout] of checkouts.entries()) {
  const node = values.node[index] ?? values.node.at(-1)
  const run = prepareRun(node, checkout, { preload: values.preload, isByHand: values['by-hand'] })
  const look = createLook(run, results)
  for (const set of values.set) {
    const tests = listTests(checkout, set, new RegExp(values.match))
    const queue = tests.filter(name => !results.isKnown(run.version, name))[Symbol.iterator]()
    await Promise.all(
      Array.from({ length: Number(values.jobs) }, async () => {
        for (const name of queue) {
          await look(name)
          if (performance.now() > end) return
        }
      }),
    )
    console.log(`${run.version}, ${set}: ${results.sumUp(run.version, tests)}`)
  }
  run.clear()
}
