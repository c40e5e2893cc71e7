// The cost of combining: 1,000 processes beside c8, 10,000 beside 1,000, and one more process that ran the same as another.
import { rmSync } from 'node:fs'
import { alternate, summarize } from '../measure/alternate.mjs'
import { runMeasured } from '../measure/usage.mjs'
import { work } from '../setup/folders.mjs'
import { copyCovtree, copyPlain, runOriginals } from '../setup/processes.mjs'
import { reportByC8, reportByCovtree } from '../setup/reports.mjs'
import { countBytes } from '../setup/variants.mjs'

/** The number of real runs, each with other counts. The other processes are copies of them. */
const different = { full: 250, quick: 100 }

/** Measures `covtree report` and `c8 report` on the same processes of a program of 100 modules. */
export async function measureCombining(context) {
  const { node, root, tools, scale } = context
  const program = context.programs.modules
  const folder = `${work}/combine`
  const count = scale < 1 ? different.quick : different.full
  const originals = await runOriginals({ node, root, program, folder: `${folder}/real`, count })
  const same = await runOriginals({
    node,
    root,
    program,
    folder: `${folder}/same`,
    count: 2,
    shiftOf: () => 0,
  })
  const env = { PATH: process.env.PATH, HOME: process.env.HOME }
  const out = `${folder}/reports`
  const covtree = processes =>
    reportByCovtree(node, copyCovtree(originals.covtree, `${folder}/${processes}`, processes), out)
  const variants = {
    'covtree, 1 process': covtree(1),
    'covtree, 1,000 processes': covtree(1000),
    'covtree, 10,000 processes': covtree(10_000),
    'c8, 1,000 processes': reportByC8(node, tools, copyPlain(originals.v8, `${folder}/plain`, 1000), out),
  }
  const measured = summarize(
    await alternate(Object.keys(variants), scale < 1 ? 2 : 5, name =>
      runMeasured({ argv: variants[name], env, cwd: root }),
    ),
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
