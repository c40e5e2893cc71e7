// The cost of covtree in a run of Vitest 5 that starts no process, and in one of 1,000 processes, beside Vitest's own option.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { alternate, summarize } from '../measure/alternate.mjs'
import { runMeasured } from '../measure/usage.mjs'
import { work } from '../setup/folders.mjs'
import { copyCovtree, copyPlain, runOriginals } from '../setup/processes.mjs'
import { prepareVitest } from '../setup/vitest.mjs'

/** A test that copies data files to the place where its own children would write them. */
const putTest = `import { linkSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'vitest'
const { BENCH_FILES: from, BENCH_WAY: way } = process.env
const put = (from, to) => {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [from, to].map(folder => folder + '/' + entry.name)
    if (entry.isDirectory()) put(source, target)
    else linkSync(source, target)
  }
}
test('children', () => {
  if (!from) return
  put(from, way === 'native' ? process.env.NODE_V8_COVERAGE : dirname(process.env.COVTREE_DATAFILE))
}, 60_000)
`

/** Measures both; `[]` for a Node that Vitest 5 does not run on. */
export async function measureVitest(context) {
  const { node, root, programs, scale, isOld } = context
  if (isOld) return []
  const folder = `${work}/vitest-data`
  const vitest = prepareVitest(root)
  mkdirSync(`${root}/outside/tests`, { recursive: true })
  writeFileSync(`${root}/outside/put.test.mjs`, putTest)
  for (let i = 0; i < 20; i++) writeFileSync(`${root}/outside/tests/${i}.test.mjs`, writeTest(i))
  const run = env =>
    runMeasured({ argv: [node, ...vitest.args, 'run'], env: { ...vitest.env, ...env }, cwd: root })
  const idle = await alternate(['off', 'covtree'], Math.max(5, Math.round(20 * scale)), way =>
    run({ BENCH_WAY: way, BENCH_TESTS: 'outside/tests/*.test.mjs' }),
  )
  const count = scale < 1 ? 100 : 250
  const originals = await runOriginals({
    node,
    root,
    program: programs.modules,
    folder: `${folder}/real`,
    count,
  })
  const files = {
    covtree: copyCovtree(originals.covtree, `${folder}/covtree`, 1000),
    native: copyPlain(originals.v8, `${folder}/native`, 1000),
  }
  const ways = ['covtree, no process', 'covtree', 'native, no process', 'native']
  const many = await alternate(ways, scale < 1 ? 1 : 4, name => {
    const [way, none] = name.split(', ')
    return run({
      BENCH_WAY: way,
      BENCH_TESTS: 'outside/put.test.mjs',
      ...(!none && { BENCH_FILES: files[way] }),
    })
  })
  rmSync(folder, { recursive: true, force: true })
  const used = { idle: summarize(idle), many: summarize(many) }
  const added = way => used.many[way].wall - used.many[`${way}, no process`].wall
  return [
    {
      name: 'a run of Vitest 5 with 20 test files that start nothing',
      used: used.idle,
      checks: [
        {
          what: 'flag on over flag off (wall)',
          value: used.idle.covtree.wall / used.idle.off.wall,
          bar: 1.02,
        },
        { what: 'flag on over flag off (CPU)', value: used.idle.covtree.cpu / used.idle.off.cpu, bar: 1.02 },
      ],
    },
    {
      name: `1,000 processes of 100 modules in a run of Vitest 5, ${count} different ones`,
      used: used.many,
      checks: [
        {
          what: 'what they add: own option over covtree (wall)',
          value: added('native') / added('covtree'),
          bar: 10,
          isLeast: true,
        },
      ],
    },
  ]
}

function writeTest(index) {
  const part = `part-${index}.js`
  return `import { expect, test } from 'vitest'
import { run } from '../../src/js/${part}'
test('${part}', () => expect(run(3)).toBeTypeOf('number'))
`
}
