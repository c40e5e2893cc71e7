import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { countsOf } from '../e2e/project.ts'
import { createJestProject } from './jest-project.ts'

const files = {
  'jest.config.js':
    "module.exports = { reporters: ['default', 'covtree/jest'], coverageReporters: ['json', 'text'] }\n",
  'src/greet.js': `module.exports = function greet(name) {
  if (name) {
    return 'hello ' + name
  }
  return 'nobody'
}
`,
  'src/cli.js': `const greet = require('./greet')
function main(name) {
  console.log(greet(name))
}
main(process.argv[2])
`,
  'test/cli.test.js': `const { execFileSync } = require('node:child_process')
const greet = require('../src/greet')
describe('cli', () => {
  test('greets', () => {
    expect(execFileSync(process.execPath, ['src/cli.js', 'you'], { encoding: 'utf8' })).toBe('hello you\\n')
  })
})
test('in-process', () => expect(greet('me')).toBe('hello me'))
`,
  'test/other.test.js': `const { spawn } = require('child_process')
test('greets nobody', done => {
  spawn(process.execPath, ['src/cli.js'], { env: {} }).on('exit', code => done(code === 0 ? undefined : code))
})
`,
}

test.each([
  ['in workers', ['--maxWorkers=2']],
  ['in band', ['--runInBand']],
])('Jest counts threads that tests start, %s', async (_, args) => {
  const project = createJestProject({
    ...files,
    // A loaded machine needs longer than the default to write a thread's data before it is stopped.
    'jest.config.js':
      "module.exports = { reporters: ['default', ['covtree/jest', { askTimeout: 20_000 }]], coverageReporters: ['json'] }",
    'src/thread.js': `const { parentPort } = require('node:worker_threads')
parentPort.on('message', value => parentPort.postMessage(value * 2))
`,
    'test/thread.test.js': `const { Worker } = require('node:worker_threads')
test('asks a thread', async () => {
  const thread = new Worker('./src/thread.js')
  thread.postMessage(4)
  expect(await new Promise(resolve => thread.once('message', resolve))).toBe(8)
  await thread.terminate()
})
`,
  })
  const run = await project.jest('--coverage', ...args)
  expect(run.stdout).toContain('Subprocesses : 2 processes and 1 thread counted, 0 lost')
  expect(countsOf(project.file('src/thread.js')).functions).toEqual({ '(anonymous_0)': 1 })
  const { processes } = JSON.parse(readFileSync(join(project.root, 'coverage/subprocess.json'), 'utf8'))
  const thread = processes.find((process: { threadId: number }) => process.threadId > 0)
  expect(thread.context).toBe('test/thread.test.js > asks a thread')
})

test('a process that a test environment starts is not that of the test file before', async () => {
  const project = createJestProject({
    'jest.config.js': `module.exports = { reporters: ['default', 'covtree/jest'], coverageReporters: ['json'], testEnvironment: './environment.js' }`,
    'environment.js': `const { execFileSync } = require('node:child_process')
const { TestEnvironment } = require(require.resolve('jest-environment-node', { paths: [require.resolve('jest')] }))
module.exports = class extends TestEnvironment {
  async setup() {
    execFileSync(process.execPath, ['src/main.js'])
    await super.setup()
  }
}
`,
    'src/main.js': 'console.log(1 + 1)\n',
    'test/a.test.js': "test('a', () => {})\n",
    'test/b.test.js': "test('b', () => {})\n",
  })
  const run = await project.jest('--coverage', '--runInBand')
  expect(run.stderr).not.toContain('Warning')
  const { processes } = JSON.parse(readFileSync(join(project.root, 'coverage/subprocess.json'), 'utf8'))
  expect(processes.map((process: { context: string }) => process.context)).toEqual([
    'globalSetup',
    'globalSetup',
  ])
})

test('Jest counts children of tests that are ES modules', async () => {
  const project = createJestProject({
    'package.json': '{ "type": "module" }',
    'jest.config.js': `import covtree from 'covtree/jest'
export default covtree({ transform: {}, coverageReporters: ['json'], coverageProvider: 'v8' })
`,
    'src/main.js': 'console.log(1 + 1)\n',
    'test/main.test.js': `import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
test('runs', async () => {
  expect((await promisify(execFile)(process.execPath, ['src/main.js'])).stdout).toBe('2\\n')
})
`,
  })
  const run = await project.jest('--coverage')
  expect(run).toMatchObject({ code: 0 })
  expect(countsOf(project.file('src/main.js')).lines).toEqual({ 1: 1 })
})

describe.each(['babel', 'v8'])('Jest with the provider %s', provider => {
  test.each([
    ['in workers', ['--maxWorkers=2']],
    ['in worker threads', ['--maxWorkers=2', '--workerThreads']],
    ['in band', ['--runInBand']],
  ])('counts what tests start, %s', async (_, args) => {
    const project = createJestProject(files)
    const run = await project.jest('--coverage', `--coverageProvider=${provider}`, ...args)
    expect(run).toMatchObject({ code: 0, signal: null })
    expect(run.stdout).toContain('Subprocesses : 2 counted, 0 lost')
    expect(countsOf(project.file('src/greet.js')).lines).toMatchObject({ 2: 3, 3: 2, 5: 1 })
    expect(countsOf(project.file('src/cli.js'))).toMatchObject({
      lines: { 1: 2, 3: 2, 5: 2 },
      functions: { main: 2 },
    })
    expect(Object.keys(project.coverage()).sort()).toEqual(
      ['src/cli.js', 'src/greet.js'].map(path => join(project.root, path)),
    )
  })
})
