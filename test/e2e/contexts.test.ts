import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ProcessReport } from '../../src/report/content/model.ts'
import { configWith, createProject } from './project.ts'

const files = {
  'src/show.js': `import { spawnSync } from 'node:child_process'
const [name, next] = process.argv.slice(2)
if (next) spawnSync(process.execPath, ['src/show.js', next])
export default name
`,
  // Announces itself, starts one more process for each line it is told, and ends with its parent.
  'src/thread.js': `import { Worker, workerData } from 'node:worker_threads'
const names = workerData ?? process.argv.slice(3)
if (names.length > 0) new Worker(new URL(import.meta.url), { argv: ['thread-' + names[0]], workerData: names.slice(1) })
`,
  'src/server.js': `import { spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
console.log('ready')
for await (const line of createInterface({ input: process.stdin })) {
  spawnSync(process.execPath, ['src/show.js', line])
  console.log('done')
}
`,
  'test/start.js': `import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
export const show = (...names) => spawnSync(process.execPath, ['src/show.js', ...names])
export const showLater = (...names) => once(spawn(process.execPath, ['src/show.js', ...names]), 'exit')
export async function serve() {
  const child = spawn(process.execPath, ['src/server.js'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  return {
    ask: async line => { child.stdin.write(line + '\\n'); await lines.next() },
    stop: () => { const exit = once(child, 'exit'); child.stdin.end(); return exit },
  }
}
`,
  'test/thread.test.js': `import { spawnSync } from 'node:child_process'
import { test } from 'vitest'
test('starts threads', () => void spawnSync(process.execPath, ['src/thread.js', 'threads', 'one', 'two']))
`,
  'test/setup.js': `import { show } from './start.js'
export default () => void show('in-global-setup')
`,
  'test/environment.js': `export default { name: 'page', viteEnvironment: 'client', setup: () => ({ teardown() {} }) }
`,
  'test/runner.js': `import { TestRunner } from 'vitest'
export default class extends TestRunner {
  async onBeforeRunSuite(suite) {
    const { filepath, config } = this.workerState
    if ('filepath' in suite) await this.snapshotClient.setup(filepath, config.snapshotOptions)
  }
}
`,
  'test/a.test.js': `import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { serve, show, showLater } from './start.js'
show('at-top')
beforeAll(() => void show('in-file-before-all'))
test('outside', () => void show('outside', 'grandchild'))
describe('suite', () => {
  let server
  beforeAll(async () => { server = await serve() })
  beforeEach(() => void show('in-before-each'))
  afterEach(() => void show('in-after-each'))
  afterAll(() => server.stop())
  afterAll(() => showLater('in-after-all'))
  describe('inner', () => {
    beforeAll(() => showLater('in-inner-before-all'))
    test('asks', async () => {
      onTestFinished(() => showLater('in-finished'))
      await server.ask('by-server')
    })
  })
})
describe('concurrent', () => {
  for (const name of ['one', 'two', 'three']) {
    test.concurrent(name, async () => {
      await showLater('first-' + name)
      await showLater('second-' + name)
    })
  }
})
describe.for([1, 2])('each %i', n => {
  test('row', () => void show('each-' + n))
})
`,
  'test/b.test.js': `import { beforeAll, test } from 'vitest'
import { show } from './start.js'
beforeAll(() => void show('in-other-before-all'))
test('does nothing', () => {})
`,
}

/** By the first argument of each process: its context. */
async function readContexts(args: string[], config = ''): Promise<Record<string, string>> {
  const project = createProject({
    ...files,
    'vitest.config.ts': configWith('subprocess: true', `globalSetup: ['test/setup.js'], ${config}`),
  })
  const run = await project.run(...args)
  expect(run.stderr).toBe('')
  expect(run.exitCode).toBe(0)
  const { processes } = JSON.parse(
    readFileSync(join(project.root, 'coverage/subprocess.json'), 'utf8'),
  ) as ProcessReport
  return Object.fromEntries(processes.map(({ argv, context }) => [argv[2] ?? 'server', context]))
}

const expected = {
  threads: 'test/thread.test.js > starts threads',
  'thread-one': 'test/thread.test.js > starts threads',
  'thread-two': 'test/thread.test.js > starts threads',
  'in-global-setup': 'globalSetup',
  'in-other-before-all': 'test/b.test.js > (beforeAll)',
  'at-top': 'test/a.test.js',
  'in-file-before-all': 'test/a.test.js > (beforeAll)',
  outside: 'test/a.test.js > outside',
  grandchild: 'test/a.test.js > outside',
  server: 'test/a.test.js > suite > (beforeAll)',
  'by-server': 'test/a.test.js > suite > (beforeAll)',
  'in-before-each': 'test/a.test.js > suite > inner > asks',
  'in-after-each': 'test/a.test.js > suite > inner > asks',
  'in-finished': 'test/a.test.js > suite > inner > asks',
  'in-inner-before-all': 'test/a.test.js > suite > inner > (beforeAll)',
  'in-after-all': 'test/a.test.js > suite > (afterAll)',
  'first-one': 'test/a.test.js > concurrent > one',
  'second-one': 'test/a.test.js > concurrent > one',
  'first-two': 'test/a.test.js > concurrent > two',
  'second-two': 'test/a.test.js > concurrent > two',
  'first-three': 'test/a.test.js > concurrent > three',
  'second-three': 'test/a.test.js > concurrent > three',
  'each-1': 'test/a.test.js > each 1 > row',
  'each-2': 'test/a.test.js > each 2 > row',
}

describe('the context of a process', () => {
  test.each(['forks', 'threads', 'vmThreads', 'vmForks'])(
    'is the test, hook or setup that started it, in pool %s',
    async pool => {
      expect(await readContexts([`--pool=${pool}`])).toEqual(expected)
    },
  )

  test('is right for each of two test files that share a worker', async () => {
    expect(await readContexts(['--no-isolate', '--no-file-parallelism'])).toEqual(expected)
  })

  test('is right where tests find the functions of Vitest among their globals', async () => {
    expect(await readContexts(['--globals'])).toEqual(expected)
  })

  test('is right under a runner of the project', async () => {
    expect(await readContexts([], `runner: './test/runner.js',`)).toEqual(expected)
  })

  test('is right in an environment that Vite builds for browsers', async () => {
    const contexts = await readContexts(['--environment=./test/environment.js'])
    expect(contexts).toEqual(expected)
  })

  test('needs no setup file: those of the project stay as they are', async () => {
    const project = createProject({
      'test/setup.js': '',
      'test/b.test.js': `import { expect, test } from 'vitest'
test('finds the setup file', () => {
  const { setupFiles } = globalThis.__vitest_worker__.config
  expect(setupFiles.map(file => file.replace(/.*[\\\\/]/, ''))).toEqual(['setup.js'])
  expect(Object.keys(globalThis)).toContain('__vitest_required__')
  expect(Object.getOwnPropertyNames(Object.getPrototypeOf(globalThis))).not.toContain('__vitest_required__')
})
`,
      'vitest.config.ts': configWith('subprocess: true', "setupFiles: ['test/setup.js'],"),
    })
    const run = await project.run()
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
  })

  test('is right when a test is tried again', async () => {
    const project = createProject({
      'src/show.js': files['src/show.js'],
      'test/start.js': files['test/start.js'],
      'test/b.test.js': `import { describe, expect, test } from 'vitest'
import { show } from './start.js'
describe('suite', () => {
  let tries = 0
  test('retried', { retry: 2 }, () => { show('try-' + ++tries); expect(tries).toBe(2) })
  test('renamed', () => void show('second'))
})
`,
      'vitest.config.ts': configWith(),
    })
    expect((await project.run()).exitCode).toBe(0)
    const { processes } = JSON.parse(
      readFileSync(join(project.root, 'coverage/subprocess.json'), 'utf8'),
    ) as ProcessReport
    expect(processes.map(({ argv, context }) => [argv[2], context])).toEqual([
      ['try-1', 'test/b.test.js > suite > retried'],
      ['try-2', 'test/b.test.js > suite > retried'],
      ['second', 'test/b.test.js > suite > renamed'],
    ])
  })
})
