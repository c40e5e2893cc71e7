// How the time and the memory of a report grow with processes and with functions.
import { rmSync, writeFileSync } from 'node:fs'
import { alternate, summarize } from '../measure/alternate.mjs'
import { runMeasured } from '../measure/usage.mjs'
import { drawGrowth } from '../plot.mjs'
import { work } from '../setup/folders.mjs'
import { copyCovtree, runOriginals } from '../setup/processes.mjs'
import { reportByCovtree } from '../setup/reports.mjs'
import { writeFunctions } from '../setup/repositories.mjs'

/** Measures `covtree report` for more and more processes, and for larger and larger programs. Writes a plot to `bench/.work/growth.svg`. */
export async function* measureGrowth(context) {
  const byProcesses = await measureProcesses(context)
  yield { name: 'reports of more and more processes of 100 modules', ...byProcesses }
  const byFunctions = await measureFunctions(context)
  yield { name: 'reports of larger and larger programs', ...byFunctions }
  const plot = drawGrowth([
    { title: 'processes of 100 modules', points: byProcesses.points },
    { title: 'functions, in one process', points: byFunctions.points },
  ])
  writeFileSync(`${work}/growth.svg`, plot)
}

async function measureProcesses({ node, root, programs, scale }) {
  const folder = `${work}/growth`
  const count = scale < 1 ? 100 : 250
  const { covtree } = await runOriginals({ node, root, program: programs.modules, folder, count })
  const sizes = [10, 100, 1000, 10_000]
  const reports = sizes.map(size => ({ size, root, data: copyCovtree(covtree, `${folder}/${size}`, size) }))
  return await measureReports(reports, { node, scale, what: 'processes', folder })
}

async function measureFunctions({ node, scale }) {
  const folder = `${work}/growth`
  const reports = []
  for (const size of scale < 1 ? [1000, 10_000, 100_000] : [1000, 10_000, 100_000, 1_000_000]) {
    const root = `${folder}/${size}`
    const program = writeFunctions(root, size)
    const { covtree } = await runOriginals({ node, root, program, folder: `${root}/real`, count: 1 })
    reports.push({ size, root, data: covtree })
  }
  return await measureReports(reports, { node, scale, what: 'functions', folder })
}

/** Makes each report some times. The check compares the slope at the end with a straight line. */
async function measureReports(reports, { node, scale, what, folder }) {
  const names = reports.map(({ size }) => `${size.toLocaleString('en')} ${what}`)
  const env = { PATH: process.env.PATH, HOME: process.env.HOME }
  const samples = await alternate(names, scale < 1 ? 1 : 3, name => {
    const { root, data } = reports[names.indexOf(name)]
    return runMeasured({ argv: reportByCovtree(node, data, `${folder}/reports`), env, cwd: root })
  })
  rmSync(folder, { recursive: true, force: true })
  const used = summarize(samples)
  const points = reports.map(({ size }, index) => ({ size, ...used[names[index]] }))
  const [before, last] = points.slice(-2)
  const check = { what: `ten times the ${what}: time`, value: last.wall / before.wall, bar: 11 }
  return { used, checks: [check], points }
}
