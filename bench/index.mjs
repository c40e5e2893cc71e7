// npm run bench [-- --quick] [--node <binary>] [--only <word>] [--suites [--suites-from <folder>]] [--json <file>]
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import { parseArgs } from 'node:util'
import { stopMeasuring } from './measure/usage.mjs'
import { listChildren, measureChild } from './rows/child.mjs'
import { measureCombining } from './rows/combine.mjs'
import { measureGrowth } from './rows/growth.mjs'
import { measureLarge } from './rows/large.mjs'
import { measureSuites } from './rows/suites.mjs'
import { measureVitest } from './rows/vitest.mjs'
import { measureWatch } from './rows/watch.mjs'
import { work } from './setup/folders.mjs'
import { writePrograms } from './setup/programs.mjs'
import { installTools } from './setup/tools.mjs'
import { makeVariants } from './setup/variants.mjs'
import { formatBytes, formatMs, printChecks, printTable } from './table.mjs'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    node: { type: 'string', default: process.execPath },
    only: { type: 'string', default: '' },
    suites: { type: 'boolean', default: false },
    'suites-from': { type: 'string' },
    json: { type: 'string', default: `${work}/results.json` },
  },
})
const { node, quick, only } = values
const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
mkdirSync(work, { recursive: true })
const tools = installTools()
const root = `${work}/programs`
const programs = writePrograms(root)
const variants = makeVariants({ node, root, tools, programs, folder: `${work}/data` })
const context = {
  node,
  root,
  tools,
  programs,
  variants,
  scale: quick ? 0.3 : 1,
  isOld: Number.parseInt(version.slice(1), 10) < 22,
}

const results = []
const show = row => {
  results.push(row)
  process.stdout.write(`\n${row.name}\n`)
  if (row.measured) {
    printTable([
      ['', 'wall', '+ wall', '+ CPU', '+ memory', 'written'],
      ...Object.entries(row.measured).map(([name, m]) => [
        name,
        formatMs(m.wall),
        formatMs(m.addedWall),
        formatMs(m.addedCpu),
        formatBytes(m.addedMemory),
        formatBytes(m.bytes),
      ]),
    ])
  }
  if (row.used) {
    printTable([
      ['', 'wall', 'CPU', 'peak memory'],
      ...Object.entries(row.used).map(([name, m]) => [
        name,
        formatMs(m.wall),
        formatMs(m.cpu),
        formatBytes(m.memory),
      ]),
    ])
  }
  printChecks(row.checks)
}

const load = () => `load ${loadavg()[0].toFixed(1)}`
process.stdout.write(
  `Node ${version}, Linux ${release()}, ${cpus().length} × ${cpus()[0].model}, ${load()}\n`,
)
if (values.suites) {
  for await (const row of measureSuites(context, { only, from: values['suites-from'] })) show(row)
} else {
  for (const child of listChildren(context)) {
    if (child.name.includes(only)) show(await measureChild(child, context))
  }
  if ('combining'.includes(only)) show(await measureCombining(context))
  if ('large'.includes(only)) for await (const row of measureLarge(context)) show(row)
  if ('growth'.includes(only)) for await (const row of measureGrowth(context)) show(row)
  if ('vitest'.includes(only)) for (const row of await measureVitest(context)) show(row)
  if ('watch'.includes(only)) for (const row of await measureWatch(context)) show(row)
}
stopMeasuring()
process.stdout.write(`\n${load()} at the end\n`)
writeFileSync(values.json, `${JSON.stringify({ node: version, results }, null, 2)}\n`)
