// The cost of combining: 1,000 processes beside c8, 10,000 beside 1,000, and one more process that ran the same as another.
import { mkdirSync, rmSync } from 'node:fs'
import { median } from '../measure/alternate.mjs'
import { runMeasured } from '../measure/usage.mjs'
import { repository, work } from '../setup/folders.mjs'
import { copyCovtree, copyPlain, runOriginals } from '../setup/processes.mjs'
import { countBytes } from '../setup/variants.mjs'

/** The number of real runs, each with other counts. The other processes are copies of them. */
const different = { full: 250, quick: 100 }

/** Measures `covtree report` and `c8 report` on the same processes of a program of 100 modules. */
export async function measureCombining(context) {
  const { node, root, programs, tools, scale } = context
  const folder = `${work}/combine`
  const count = scale < 1 ? different.quick : different.full
  const originals = await runOriginals({ node, root, programs, folder: `${folder}/real`, count })
  const same = await runOriginals({
    node,
    root,
    programs,
    folder: `${folder}/same`,
    count: 2,
    shiftOf: () => 0,
  })
  const few = copyCovtree(originals.covtree, `${folder}/1000`, 1000)
  const many = copyCovtree(originals.covtree, `${folder}/10000`, 10_000)
  const plain = copyPlain(originals.v8, `${folder}/plain`, 1000)
  const env = { PATH: process.env.PATH, HOME: process.env.HOME }
  const out = `${folder}/reports`
  const reports = ['--reporter', 'json', '--include', 'src/**', '--reports-dir', out]
  const covtree = data => [node, `${repository}/dist/cli/index.js`, 'report', data, ...reports]
  const c8 = [node, `${tools}/node_modules/c8/bin/c8.js`, 'report', '--temp-directory', plain, ...reports]
  const variants = {
    'covtree, 1 process': covtree(copyCovtree(originals.covtree, `${folder}/1`, 1)),
    'covtree, 1,000 processes': covtree(few),
    'covtree, 10,000 processes': covtree(many),
    'c8, 1,000 processes': c8,
  }
  const samples = {}
  for (let round = 0; round < (scale < 1 ? 2 : 5); round++) {
    for (const [name, argv] of Object.entries(variants)) {
      mkdirSync(out, { recursive: true })
      const used = await runMeasured({ argv, env, cwd: root })
      samples[name] = [...(samples[name] ?? []), used]
    }
  }
  const measured = Object.fromEntries(
    Object.entries(samples).map(([name, list]) => [
      name,
      {
        wall: median(list.map(sample => sample.wall)),
        cpu: median(list.map(sample => sample.cpu)),
        memory: median(list.map(sample => sample.memory)),
      },
    ]),
  )
  const [, small, large, other] = Object.values(measured)
  const added = countBytes(same.covtree) - countBytes(copyCovtree(same.covtree, `${folder}/first`, 1))
  rmSync(folder, { recursive: true, force: true })
  return {
    name: `combining processes of 100 modules, ${count} different ones`,
    used: measured,
    checks: [
      {
        what: 'c8 report over covtree report (wall)',
        value: other.wall / small.wall,
        bar: 20,
        isLeast: true,
      },
      { what: 'c8 report over covtree report (CPU)', value: other.cpu / small.cpu, bar: 20, isLeast: true },
      { what: '10,000 over 1,000 processes (wall)', value: large.wall / small.wall, bar: 11 },
      { what: '10,000 over 1,000 processes (peak memory)', value: large.memory / small.memory, bar: 1.3 },
      { what: 'bytes of a process that did the same', value: added, bar: 2048 },
    ],
  }
}
