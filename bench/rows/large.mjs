// The first report of a large repository, and of a large bundle, beside c8's.
import { rmSync } from 'node:fs'
import { alternate, summarize } from '../measure/alternate.mjs'
import { runMeasured } from '../measure/usage.mjs'
import { work } from '../setup/folders.mjs'
import { copyCovtree, copyPlain, runOriginals } from '../setup/processes.mjs'
import { reportByC8, reportByCovtree } from '../setup/reports.mjs'
import { writeRepository } from '../setup/repositories.mjs'

/** Measures `covtree report` and `c8 report`: 2,000 files of 150 lines and 500 processes; one bundle of them and 20 processes. */
export async function* measureLarge({ node, tools, scale }) {
  const folder = `${work}/large`
  const root = `${folder}/repository`
  const modules = scale < 1 ? 500 : 2000
  const { source, bundle } = await writeRepository(root, modules)
  const cases = [
    { name: `${modules} files of 150 lines`, program: source, runs: 50, processes: scale < 1 ? 100 : 500 },
    { name: `a bundle of ${modules} files of 150 lines`, program: bundle, runs: 20, processes: 20 },
  ]
  for (const { name, program, runs, processes } of cases) {
    const originals = await runOriginals({ node, root, program, folder: `${folder}/real`, count: runs })
    const covtree = copyCovtree(originals.covtree, `${folder}/covtree`, processes)
    const v8 = copyPlain(originals.v8, `${folder}/v8`, processes)
    const commands = {
      covtree: reportByCovtree(node, covtree, `${folder}/reports`),
      c8: reportByC8(node, tools, v8, `${folder}/reports`),
    }
    const env = { PATH: process.env.PATH, HOME: process.env.HOME }
    const samples = await alternate(Object.keys(commands), scale < 1 ? 1 : 3, way =>
      runMeasured({ argv: commands[way], env, cwd: root }),
    )
    const used = summarize(samples)
    yield {
      name: `the first report of ${name}, ${processes} processes`,
      used,
      checks: [
        {
          what: 'c8 report over covtree report (wall)',
          value: used.c8.wall / used.covtree.wall,
          bar: 10,
          isLeast: true,
        },
        { what: "peak memory over c8's", value: used.covtree.memory / used.c8.memory, bar: 0.5 },
      ],
    }
  }
  rmSync(folder, { recursive: true, force: true })
}
