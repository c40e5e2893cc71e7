import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { FileCoverageData } from 'istanbul-lib-coverage'
import { expect, test } from 'vitest'
import { createProject } from '../e2e/project.ts'
import { repository } from '../e2e/toolchain.ts'
import { createWindowsProject } from './windows.ts'

test('Jest counts what its tests start', async () => {
  const project = createWindowsProject({
    'jest.config.cjs': `module.exports = require('covtree/jest')({ collectCoverage: true, coverageProvider: 'v8', coverageReporters: ['json'], collectCoverageFrom: ['src/**'] })`,
    'src/count.js': `exports.count = text => (text ? text.split(' ').length : 0)\n`,
    'src/cli.js': `console.log(require('./count.js').count(process.argv[2]))\n`,
    'test/cli.test.js': `const { execFileSync } = require('node:child_process')
test('counts', () => {
  expect(execFileSync(process.execPath, ['src/cli.js', 'a b'], { encoding: 'utf8' })).toBe('2\\n')
}, 60_000)
`,
  })
  const run = await project.node(['..\\node_modules\\jest\\bin\\jest.js', '--cacheDirectory=cache'])
  expect(run.stderr).toContain('Tests:       1 passed')
  expect(run.code).toBe(0)
  const { f, b } = project.file('src/count.js')
  expect([Object.values(f), Object.values(b)]).toEqual([[1], [[1, 0]]])
  expect(Object.values(project.file('src/cli.js').s)[0]).toBe(1)
})

test('covtree doctor finds each way to start a process open', async () => {
  const project = createWindowsProject({ 'covtree.config.json': '{ "askTimeout": 5000 }' })
  const run = await project.covtree(['doctor'])
  expect(run.stderr).toBe('')
  expect(run.stdout).not.toMatch(/: (lost|failed)/)
  expect(run.stdout).toContain('All that could be tried arrived.')
})

/** The demo without the test of its server: two processes under Wine cannot always connect by TCP. The server runs all the same. */
const demo = 'fixtures/projects/demo'
const demoArgs = [
  'run',
  '--coverage',
  '--coverage.subprocess.askTimeout=5000',
  '--coverage.reporter=json',
  '--exclude=test/server.test.ts',
  '--testTimeout=100000',
]

test('the demo project has the counts that it has on Linux', async () => {
  const there = createProject({})
  const here = createWindowsProject({})
  for (const { root } of [there, here]) cpSync(join(repository, demo), root, { recursive: true })
  const runs = [await there.vitest(demoArgs), await here.vitest(demoArgs)]
  for (const { stdout } of runs) expect(stdout).toContain('0 lost')
  const counts = ({ s, f, b }: FileCoverageData) => ({ s, f, b })
  for (const name of ['cli.ts', 'pool.js', 'pool-worker.js', 'server.ts'])
    expect(counts(here.file(`src/${name}`)), name).toEqual(counts(there.file(`src/${name}`)))
  // Vite 7 compiles its enum into other statements than the Vite of this repository.
  expect(here.file('src/words.ts').f).toEqual(there.file('src/words.ts').f)
})
