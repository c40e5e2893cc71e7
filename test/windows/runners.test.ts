import { expect, test } from 'vitest'
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
  const project = createWindowsProject({})
  const run = await project.covtree(['doctor'])
  expect(run.stderr).toBe('')
  expect(run.stdout).not.toMatch(/: (lost|failed)/)
  expect(run.stdout).toContain('All that could be tried arrived.')
})
