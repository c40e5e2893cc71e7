import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { waitFor } from '../cli/command-line.ts'
import { countsOf } from '../e2e/project.ts'
import { createJestProject } from './jest-project.ts'

const files = {
  'jest.config.js': "module.exports = require('covtree/jest')({ coverageReporters: ['json'] })\n",
  'src/main.js': "console.log('one')\n",
  'test/main.test.js': `const { execFileSync } = require('node:child_process')
test('runs', () => expect(String(execFileSync(process.execPath, ['src/main.js']))).toMatch(/one|two/))
`,
}
/** A test whose process dies of a SIGKILL that no wrapped function sends. */
const lostTest = `const { spawnSync } = require('node:child_process')
test('dies', () => void spawnSync(process.execPath, ['-e', "require('child_process').execSync('kill -9 ' + process.pid)"]))
`

test('each run of a Jest that watches reports its own processes, the lost ones too', async () => {
  const project = createJestProject({ ...files, 'test/lost.test.js': lostTest })
  const jest = project.startJest('--coverage', '--watchAll')
  await waitFor(jest, 'Subprocesses : 1 counted, 1 lost')
  expect(countsOf(project.file('src/main.js')).lines).toEqual({ 1: 1 })
  const second = waitFor(jest, 'Subprocesses : 1 counted, 1 lost')
  project.write({ 'src/main.js': "// a line more\nconsole.log('two')\n" })
  await second
  expect(countsOf(project.file('src/main.js')).lines).toEqual({ 2: 1 })
})

test('a run leaves nothing in the temporary folder', async () => {
  const project = createJestProject(files)
  const temporary = join(project.root, 'temporary')
  mkdirSync(temporary)
  const before = process.env.TMPDIR
  process.env.TMPDIR = temporary
  try {
    const run = await project.jest('--coverage')
    expect(run.stdout).toContain('Subprocesses : 1 counted, 0 lost')
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
  expect(readdirSync(temporary).filter(name => name.startsWith('covtree-'))).toEqual([])
})
