// Doubling: a workload runs in-process alone; its coverage plus that of one child that runs the same must be exactly twice
// as much, in the same structure, however the child's text was made. Prints a table, exits 1 below the bar.
//   node scripts/accuracy.mjs [--provider v8|istanbul] [--variant name] [--show n] [--keep]
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { compareDouble } from './accuracy/compare.mjs'
import { floorOf, variants } from './accuracy/variants.mjs'

const { values: options } = parseArgs({
  options: {
    provider: { type: 'string', multiple: true, default: ['v8', 'istanbul'] },
    variant: { type: 'string', multiple: true, default: Object.keys(variants) },
    corpus: { type: 'string', multiple: true, default: ['zod'] },
    show: { type: 'string', default: '0' },
    keep: { type: 'boolean', default: false },
  },
})
const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('..', import.meta.url))
const here = join(root, 'scripts/accuracy')
const work = join(root, '.accuracy')

mkdirSync(work, { recursive: true })
await build({
  entryPoints: [join(root, 'src/core/index.ts')],
  outfile: join(work, 'core.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  sourcemap: true,
})
const { combine } = await import(pathToFileURL(join(work, 'core.mjs')).href)

/** Copies a corpus to a project of its own inside the ignored folder. */
function prepareProject(corpus) {
  const project = join(work, corpus)
  if (!options.keep) rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  const sources =
    corpus === 'zod'
      ? join(dirname(require.resolve('zod/package.json')), 'src')
      : join(root, 'fixtures/accuracy')
  cpSync(sources, join(project, 'src'), {
    recursive: true,
    filter: path => !/\/tests?$/.test(path) && !path.endsWith('workload.ts'),
  })
  cpSync(
    corpus === 'zod' ? join(here, 'workload.ts') : join(sources, 'workload.ts'),
    join(project, 'workload.ts'),
  )
  writeFileSync(join(project, 'child.ts'), "import { run } from './workload.js'\n\nrun()\n")
  writeFileSync(
    join(project, 'workload.test.ts'),
    "import { expect, test } from 'vitest'\nimport { run } from './workload.js'\n\ntest('runs', async () => { expect(await run()).toBeGreaterThan(0) }, 120_000)\n",
  )
  writeFileSync(join(project, 'package.json'), '{"type":"commonjs"}')
  // Vitest looks for a config upwards and would find this repository's.
  writeFileSync(join(project, 'vitest.config.mjs'), 'export default {}\n')
  return project
}

/** The coverage map of the workload in Vitest's own process. */
function runInProcess(project, provider) {
  const reports = join(project, `coverage-${provider}`)
  if (options.keep && existsSync(join(reports, 'coverage-final.json')))
    return JSON.parse(readFileSync(join(reports, 'coverage-final.json'), 'utf8'))
  const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
  execFileSync(
    process.execPath,
    [
      vitest,
      'run',
      '--root',
      project,
      '--coverage.enabled',
      `--coverage.provider=${provider}`,
      '--coverage.include=src/**',
      '--coverage.reporter=json',
      `--coverage.reportsDirectory=${reports}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], cwd: project },
  )
  return JSON.parse(readFileSync(join(reports, 'coverage-final.json'), 'utf8'))
}

/** Builds a variant, runs it once as a measured child; returns the value of COVTREE_DATAFILE. */
async function runChild(project, name) {
  const variant = variants[name]
  const out = join(project, 'out', name)
  const dataFile = join(project, 'data', name, 'run')
  if (options.keep && existsSync(dirname(dataFile))) return dataFile
  rmSync(dirname(dataFile), { recursive: true, force: true })
  mkdirSync(dirname(dataFile), { recursive: true })
  if (variant.type) {
    mkdirSync(out, { recursive: true })
    writeFileSync(join(out, 'package.json'), JSON.stringify({ type: variant.type }))
  }
  const args = await variant.build(project, out)
  execFileSync(
    process.execPath,
    ['--require', join(here, 'bootstrap.cjs'), ...(Array.isArray(args) ? args : [join(out, 'child.js')])],
    {
      cwd: project,
      stdio: 'inherit',
      env: { ...process.env, COVTREE_DATAFILE: dataFile, COVTREE_SOURCE: project },
    },
  )
  return dataFile
}

let failed = false
const rows = []
for (const corpus of options.corpus) {
  const project = prepareProject(corpus)
  for (const name of options.variant) {
    const dataFile = await runChild(project, name)
    for (const provider of options.provider) {
      const before = runInProcess(project, provider)
      const map = structuredClone(before)
      const { warnings } = await combine({
        dataFile,
        map,
        isIncluded: path => path.startsWith(join(project, 'src/')),
        structuresFor: async () => ({}),
        counting: provider,
      })
      const result = compareDouble(before, map)
      for (const difference of result.differences.slice(0, Number(options.show)))
        console.log(relative(project, difference.path), difference.text)
      for (const warning of warnings) console.log(warning.message, warning.details.slice(0, 3))
      const isBelow =
        !result.sameStructure ||
        [result.s, result.f, result.b].some(
          ({ exact, all }) => exact / all < floorOf(variants[name], provider),
        )
      failed ||= isBelow
      const share = ({ exact, all }) => `${((exact / all) * 100).toFixed(2)} % (${all - exact} of ${all})`
      rows.push({
        corpus,
        provider,
        child: name,
        structure: result.sameStructure ? 'same' : 'DIFFERS',
        statements: share(result.s),
        functions: share(result.f),
        branches: share(result.b),
        '': isBelow ? 'below' : 'ok',
      })
    }
  }
}
console.table(rows)
process.exitCode = failed ? 1 : 0
