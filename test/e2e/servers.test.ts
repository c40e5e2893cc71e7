import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ProcessReport } from '../../src/report/content/model.ts'
import { explainLines } from '../../src/report/content/why.ts'
import { configWith, countsOf, createProject, type Project } from './project.ts'

const server = `import { createServer } from 'node:http'
const answers = {
  '/one': () => {
    return 'one'
  },
  '/two': () => {
    return 'two'
  },
  '/both': () => {
    return 'both'
  },
}
createServer((request, response) => {
  response.end(answers[request.url]())
}).listen(0, function () {
  console.log(this.address().port)
})
`

/** Lines of the server: what runs at its start, and the answers. */
const line = { start: 13, one: 4, two: 7, both: 10, listener: 14 }

const files = {
  'src/server.js': server,
  'test/setup.js': `import { spawn } from 'node:child_process'
import { once } from 'node:events'
export default async function ({ provide }) {
  const child = spawn(process.execPath, ['src/server.js'], { stdio: ['ignore', 'pipe', 'inherit'] })
  provide('port', Number(await once(child.stdout, 'data')))
  return async () => {
    const exit = once(child, 'exit')
    child.kill()
    await exit
  }
}
`,
  'test/get.js': `import { inject } from 'vitest'
export const get = async path => (await fetch('http://localhost:' + inject('port') + path)).text()
`,
  'test/a.test.js': `import { expect, test } from 'vitest'
import { get } from './get.js'
test('asks for one', async () => expect(await get('/one')).toBe('one'))
test('asks for nothing', () => {})
test('asks for both', async () => expect(await get('/both')).toBe('both'))
`,
  'test/b.test.js': `import { expect, test, vi } from 'vitest'
import { get } from './get.js'
test('asks for two', async () => expect(await get('/two')).toBe('two'))
test('asks for both, too, and leaves its fake clock behind', async () => {
  expect(await get('/both')).toBe('both')
  vi.useFakeTimers()
})
`,
}

const readReport = (project: Project): ProcessReport =>
  JSON.parse(readFileSync(join(project.root, 'coverage/subprocess.json'), 'utf8'))

function explain(project: Project, at: number) {
  const report = readReport(project)
  const file = report.files!.find(({ path }) => path === 'src/server.js')!
  const { byContext, byShared } = explainLines(report, { file, from: at })
  return { tests: [...byContext.keys()], shared: [...byShared.keys()] }
}

const config = (test = '') =>
  configWith('subprocess: { contexts: true }', `globalSetup: './test/setup.js', ${test}`)

describe('a server that tests share', () => {
  test('runs lines for the test that asked, where one test runs at a time', async () => {
    const project = createProject({ ...files, 'vitest.config.ts': config('fileParallelism: false,') })
    const { stderr, exitCode } = await project.run()
    expect([stderr, exitCode]).toEqual(['', 0])
    const one = 'test/a.test.js > asks for one'
    const two = 'test/b.test.js > asks for two'
    const both = [
      'test/a.test.js > asks for both',
      'test/b.test.js > asks for both, too, and leaves its fake clock behind',
    ]
    expect(explain(project, line.one)).toEqual({ tests: [one], shared: [] })
    expect(explain(project, line.two)).toEqual({ tests: [two], shared: [] })
    expect(explain(project, line.both)).toEqual({ tests: both, shared: [] })
    expect(explain(project, line.listener)).toEqual({
      tests: [both[0], one, both[1], two].sort(),
      shared: [],
    })
    const { lines } = countsOf(project.file('src/server.js'))
    expect([lines[line.one], lines[line.two], lines[line.both], lines[line.listener]]).toEqual([1, 1, 2, 4])
    // What ran while no test did is globalSetup's.
    expect(explain(project, line.start)).toEqual({ tests: ['globalSetup'], shared: [] })
  })

  test('is said to be shared by tests that run at the same time', async () => {
    const together = (names: string[]) => `import { expect, test } from 'vitest'
import { get } from './get.js'
let waiting = ${names.length}
let go
const all = new Promise(resolve => { go = resolve })
const meet = () => (--waiting === 0 ? go() : all)
${names
  .map(
    name => `test.concurrent('asks for ${name}', async () => {
  await meet()
  expect(await get('/${name}')).toBe('${name}')
  await all
})`,
  )
  .join('\n')}
`
    const { 'test/b.test.js': _, ...others } = files
    const project = createProject({
      ...others,
      'test/a.test.js': together(['one', 'two']),
      'vitest.config.ts': config(),
    })
    const { stderr, exitCode } = await project.run()
    expect([stderr, exitCode]).toEqual(['', 0])
    const tests = ['test/a.test.js > asks for one', 'test/a.test.js > asks for two']
    const { shared, tests: certain } = explain(project, line.one)
    // The one that ends first is alone until then with what the other has not asked for yet.
    expect([...certain, ...shared].sort()).toEqual(tests)
    expect(explain(project, line.start)).toEqual({ tests: ['globalSetup'], shared: [] })
  })
})
