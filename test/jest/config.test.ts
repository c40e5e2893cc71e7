import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findMistakes } from '../../src/cli/doctor/mistakes.ts'
import { planChange } from '../../src/cli/init/plan-change.ts'
import { countsOf } from '../e2e/project.ts'
import { createJestProject } from './jest-project.ts'

const source = {
  'src/double.js': `exports.double = value => value * 2
if (require.main === module) {
  console.log(exports.double(Number(process.argv[2])))
}
`,
  'test/double.test.js': `const { execFileSync } = require('node:child_process')
test('doubles', () => {
  expect(String(execFileSync(process.execPath, ['src/double.js', '4']))).toBe('8\\n')
})
`,
}
const reporters = `coverageReporters: ['json']`
const withServer = {
  ...source,
  'src/server.js': `const http = require('node:http')
function answer(request, response) {
  response.end('hello')
}
http.createServer(answer).listen(0, function () {
  process.send(this.address().port)
})
`,
  'test/setup.js': `const { fork } = require('node:child_process')
module.exports = async () => {
  const server = globalThis.server = fork('src/server.js')
  process.env.PORT = await new Promise(resolve => server.once('message', resolve))
}
`,
  'test/teardown.js': 'module.exports = () => globalThis.server.kill()\n',
  'test/server.test.js': `test('answers', async () => {
  expect(await (await fetch('http://localhost:' + process.env.PORT)).text()).toBe('hello')
})
`,
}
const hooks = `globalSetup: './test/setup.js', globalTeardown: './test/teardown.js'`

describe('a config of Jest', () => {
  test.each([
    ['an object', `module.exports = require('covtree/jest')({ ${reporters}, ${hooks} })`],
    [
      'an asynchronous function',
      `module.exports = require('covtree/jest')(async () => ({ ${reporters}, ${hooks} }))`,
    ],
  ])('that is %s and wrapped, also counts what globalSetup starts', async (_, config) => {
    const project = createJestProject({ ...withServer, 'jest.config.js': config })
    const run = await project.jest('--coverage')
    expect(run).toMatchObject({ code: 0, signal: null })
    expect(run.stdout).toContain('Subprocesses : 1 counted, 1 still running (counted up to now), 0 lost')
    expect(countsOf(project.file('src/server.js')).functions).toMatchObject({ answer: 1 })
    expect(countsOf(project.file('src/double.js')).lines).toEqual({ 1: 1, 2: 1, 3: 1 })
  })

  test('that only names the reporter says that it comes too late for globalSetup', async () => {
    const project = createJestProject({
      ...withServer,
      'jest.config.js': `module.exports = { reporters: ['default', 'covtree/jest'], ${reporters}, ${hooks} }`,
    })
    const run = await project.jest('--coverage')
    expect(run).toMatchObject({ code: 0 })
    expect(run.stderr).toMatch(/covtree: 1 processes run since globalSetup.*\(started-before\)/)
    expect(run.stdout).toContain('Subprocesses : 1 counted, 0 lost')
  })

  test('may be an ES module, or stand in package.json', async () => {
    const project = createJestProject({
      ...source,
      'jest.config.mjs': `import covtree from 'covtree/jest'\nexport default covtree({ ${reporters} })\n`,
    })
    expect((await project.jest('--coverage')).stdout).toContain('Subprocesses : 1 counted, 0 lost')
    const other = createJestProject({
      ...source,
      'package.json': JSON.stringify({
        jest: { reporters: ['default', 'covtree/jest'], coverageReporters: ['json'] },
      }),
    })
    expect((await other.jest('--coverage')).stdout).toContain('Subprocesses : 1 counted, 0 lost')
    expect(countsOf(other.file('src/double.js')).lines).toEqual({ 1: 1, 2: 1, 3: 1 })
  })

  test('without coverage leaves processes alone', async () => {
    const project = createJestProject({
      ...source,
      'jest.config.js': `module.exports = require('covtree/jest')({ ${reporters} })`,
      'test/environment.test.js': `const { execFileSync } = require('node:child_process')
test('environment', () => {
  const code = 'console.log(JSON.stringify([process.env.NODE_OPTIONS, Object.keys(process.env).filter(name => /COVTREE/.test(name))]))'
  expect(JSON.parse(execFileSync(process.execPath, ['-e', code]))).toEqual([null, []])
})
`,
    })
    for (const args of [['-w', '2'], ['--coverage=false'], ['--runInBand', '--no-coverage']]) {
      const run = await project.jest(...args)
      expect(run).toMatchObject({ code: 0 })
      expect(run.stdout + run.stderr).not.toContain('Subprocesses')
    }
  })

  test('with projects counts the processes of each', async () => {
    const one = (name: string) => ({
      [`packages/${name}/jest.config.js`]: `module.exports = { displayName: '${name}' }`,
      [`packages/${name}/main.js`]: `console.log('${name}')\n`,
      [`packages/${name}/main.test.js`]: `const { execFileSync } = require('node:child_process')
test('${name}', () => {
  expect(String(execFileSync(process.execPath, [require.resolve('./main.js')]))).toBe('${name}\\n')
})
`,
    })
    const project = createJestProject({ ...one('a'), ...one('b') })
    for (const projects of [
      `['<rootDir>/packages/*']`,
      `[{ displayName: 'a', rootDir: '<rootDir>/packages/a' }, { displayName: 'b', testMatch: ['<rootDir>/packages/b/*.test.js'] }]`,
    ]) {
      const config = `{ projects: ${projects}, reporters: ['default', 'covtree/jest'], ${reporters} }`
      project.write({ 'jest.config.js': `module.exports = ${config}` })
      expect(await project.jest('--coverage')).toMatchObject({ code: 0 })
      for (const name of ['a', 'b'])
        expect(countsOf(project.file(`packages/${name}/main.js`)).lines).toEqual({ 1: 1 })
    }
  })

  test('with thresholds passes by what processes ran, and fails by what nobody ran', async () => {
    const config = (lines: number) => `module.exports = {
  reporters: ['default', 'covtree/jest'], ${reporters}, collectCoverageFrom: ['src/**'],
  coverageThreshold: { global: { lines: ${lines} } },
}
`
    const project = createJestProject({
      ...source,
      'src/unused.js': 'module.exports = 1\n',
      'jest.config.js': config(75),
    })
    for (const provider of ['babel', 'v8']) {
      project.write({ 'jest.config.js': config(75) })
      expect(await project.jest('--coverage', `--coverageProvider=${provider}`)).toMatchObject({ code: 0 })
      expect(Object.keys(project.coverage()).sort()).toEqual(
        ['src/double.js', 'src/unused.js'].map(path => join(project.root, path)),
      )
      project.write({ 'jest.config.js': config(90) })
      const run = await project.jest('--coverage', `--coverageProvider=${provider}`)
      expect(run.code).toBe(1)
      expect(run.stderr).toMatch(/lines \(75%\) does not meet|lines \(90%\) not met: 75%/)
    }
  })

  test('with an option that is not there stops with its name', async () => {
    const project = createJestProject({
      ...source,
      'jest.config.js': "module.exports = { reporters: [['covtree/jest', { chekpoint: 1 }]] }",
    })
    const run = await project.jest('--coverage')
    expect(run.code).toBe(1)
    expect(run.stderr).toMatch(
      /Unknown option `covtree\.chekpoint`: use one of enabled, .*\. Did you mean `checkpoint`\?/,
    )
    expect(run.stderr).not.toMatch(/^ +at /m)
  })

  test('with failOnLost fails when a process was lost, and names it', async () => {
    const project = createJestProject({
      ...source,
      'src/crash.js':
        "process.kill(process.ppid, 0)\nrequire('child_process').execSync('kill -9 ' + process.pid)\n",
      'test/crash.test.js': `const { spawnSync } = require('node:child_process')
test('crashes', () => expect(spawnSync(process.execPath, ['src/crash.js']).signal).toBe('SIGKILL'))
`,
      'jest.config.js': `module.exports = { reporters: ['default', ['covtree/jest', { failOnLost: true }]], ${reporters} }`,
    })
    const run = await project.jest('--coverage')
    expect(run.code).toBe(1)
    expect(run.stdout).toMatch(/lost: node src\/crash\.js \(pid \d+, test\/crash\.test\.js > crashes\)/)
    expect(run.stderr).toContain('(lost-processes)')
  })
})

test('covtree doctor and init know a Jest project beside an installed Vitest', () => {
  const reporter = "the Jest config does not have covtree's reporter"
  const project = createJestProject({ ...source, 'jest.config.js': 'module.exports = {}' })
  expect(findMistakes(project.root).map(({ problem }) => problem)).toEqual([reporter])
  project.write({ 'jest.config.js': "module.exports = { globalSetup: './setup.js' }", 'setup.js': '' })
  expect(findMistakes(project.root)).toEqual([
    { problem: reporter, fix: expect.stringContaining("module.exports = require('covtree/jest')({") },
  ])
  const { after, file } = planChange(project.root)
  expect(file).toBe('jest.config.js')
  project.write({ 'jest.config.js': after! })
  expect(findMistakes(project.root)).toEqual([])
})

describe('the process report of Jest', () => {
  test('names the test that started each process, in workers and in band', async () => {
    const project = createJestProject({
      ...source,
      'test/names.test.js': `const { execFileSync } = require('node:child_process')
const run = value => execFileSync(process.execPath, ['src/double.js', String(value)])
beforeAll(() => run(1))
describe('outer', () => {
  beforeEach(() => run(2))
  describe('inner', () => {
    test('one', () => run(3))
  })
})
`,
      'jest.config.js': `module.exports = { reporters: ['default', ['covtree/jest', { tree: true }]], ${reporters} }`,
    })
    for (const args of [['--maxWorkers=2'], ['--runInBand']]) {
      const run = await project.jest('--coverage', ...args)
      const report = JSON.parse(readFileSync(join(project.root, 'coverage/subprocess.json'), 'utf8'))
      const contexts = report.processes.map(
        (process: { argv: string[]; context: string }) => `${process.argv.at(-1)} ${process.context}`,
      )
      expect(contexts.sort()).toEqual([
        '1 test/names.test.js',
        '2 test/names.test.js > outer > inner > one',
        '3 test/names.test.js > outer > inner > one',
        '4 test/double.test.js > doubles',
      ])
      expect(run.stdout).toContain('test/names.test.js > outer > inner > one')
    }
  })
})
