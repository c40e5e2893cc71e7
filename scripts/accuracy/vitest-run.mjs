// Runs the workload in Vitest: alone, or with covtree and one child for each variant.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')

const config = `import covtree from 'covtree/vitest'

export default {
  plugins: [covtree()],
  oxc: { jsx: { runtime: 'classic' }, decorator: { legacy: true } },
  test: {
    testTimeout: 120_000,
    maxConcurrency: 2,
    coverage: {
      reporter: ['json'],
      include: ['src/**'],
      subprocess: { enabled: process.env.ACCURACY_CHILDREN !== undefined, keepData: true },
    },
  },
}
`

const testFile = `import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { run } from './workload.js'

test('runs', async () => {
  expect(await run()).toBeGreaterThan(0)
})

for (const [name, args, node] of JSON.parse(process.env.ACCURACY_CHILDREN ?? '[]'))
  test.concurrent(name, async () => {
    await promisify(execFile)(node ?? process.execPath, args, { cwd: import.meta.dirname, maxBuffer: 1e9, timeout: 110_000 })
  })
`

/** Writes what Vitest needs into a project. */
export function prepareVitest(project) {
  // Vitest looks for a config upwards and would find this repository's.
  writeFileSync(join(project, 'vitest.config.mjs'), config)
  writeFileSync(join(project, 'workload.test.ts'), testFile)
}

/** The coverage map of the workload in Vitest's own process alone. */
export function runAlone(project, provider, isKept) {
  const reports = join(project, `coverage-${provider}`)
  const file = join(reports, 'coverage-final.json')
  if (!isKept || !existsSync(file)) runVitest(project, provider, reports, {})
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** The map of the workload in-process and once in each child, and where the children's data was kept. */
export function runWithChildren(project, provider, children, isKept) {
  const reports = join(project, `coverage-${provider}-children`)
  const note = join(reports, 'accuracy-data')
  if (!isKept || !existsSync(note)) {
    if (existsSync(note)) rmSync(readFileSync(note, 'utf8'), { recursive: true, force: true })
    const output = runVitest(project, provider, reports, { ACCURACY_CHILDREN: JSON.stringify(children) })
    const folder = /covtree: data kept in (.+)/.exec(output)?.[1]
    if (!folder) throw new Error(`Vitest did not say where the data is:\n${output}`)
    writeFileSync(note, folder)
  }
  const map = JSON.parse(readFileSync(join(reports, 'coverage-final.json'), 'utf8'))
  return { map, folder: readFileSync(note, 'utf8') }
}

function runVitest(project, provider, reports, environment) {
  // The kept data lies there.
  const temporary = join(project, 'tmp')
  mkdirSync(temporary, { recursive: true })
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      vitest,
      'run',
      '--root',
      project,
      '--coverage.enabled',
      `--coverage.provider=${provider}`,
      `--coverage.reportsDirectory=${reports}`,
    ],
    {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', TMPDIR: temporary, ...environment },
    },
  )
  if (status !== 0) throw new Error(`Vitest failed in ${project}:\n${stdout}${stderr}`)
  return stdout + stderr
}
