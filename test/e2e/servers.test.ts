import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ProcessReport } from '../../src/report/content/model.ts'
import { explainLines } from '../../src/report/content/why.ts'
import { covtree } from '../cli/command-line.ts'
import { configWith, countsOf, createProject, type Project } from './project.ts'

const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

/** Answers `/n` by the code of line n + 1. */
const server = `const answers = {
${numbers.map(n => `  '/${n}': () => { return '${n}' },`).join('\n')}
}
function listener(request, response) {
  response.end(answers[request.url]())
}
const { createServer } = await import('node:http')
const listening = createServer(listener).listen(0, () => console.log(listening.address().port))
`

/** Lines of the server: the code of one path, the code of all requests, and the start. */
const line = { of: (n: number) => n + 1, listener: 14, start: 16 }

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
}

/** A test file in which each test asks for one path; between them stands a test that asks for nothing. */
const testFile = (ns: readonly number[]) => `import { expect, test, vi } from 'vitest'
import { get } from './get.js'
${ns
  .map(
    n => `test('asks for ${n}', async () => expect(await get('/${n}')).toBe('${n}'))
test('asks for nothing after ${n}', () => {})`,
  )
  .join('\n')}
test('leaves its fake clock behind', () => void vi.useFakeTimers())
`

/** A test file whose tests all run at the same time. */
const concurrentTestFile = (ns: readonly number[]) => `import { expect, test } from 'vitest'
import { get } from './get.js'
let waiting = ${ns.length}
let go
const all = new Promise(resolve => { go = resolve })
for (const n of ${JSON.stringify(ns)})
  test.concurrent('asks for ' + n, async () => {
    if (--waiting === 0) go()
    await all
    expect(await get('/' + n)).toBe(String(n))
  })
`

/** On a loaded machine the server may take longer than the default to answer; its counts would then be those of the next test, too. */
const config = (test = '') =>
  configWith(
    'subprocess: { contexts: true, askTimeout: 10_000 }',
    `globalSetup: './test/setup.js', maxConcurrency: 10, ${test}`,
  )

async function run(project: Project): Promise<void> {
  const { stderr, exitCode } = await project.run()
  expect([stderr, exitCode]).toEqual(['', 0])
}

/** The tests that `covtree why` names for a line of the server. */
function explain(project: Project, at: number) {
  const report: ProcessReport = JSON.parse(
    readFileSync(join(project.root, 'coverage/subprocess.json'), 'utf8'),
  )
  const file = report.files!.find(({ path }) => path === 'src/server.js')!
  const { byContext, byShared } = explainLines(report, { file, from: at })
  return { tests: [...byContext.keys()], shared: [...byShared.keys()] }
}

describe('a server that ten tests share', () => {
  test('runs each line for the test that asked, where one test runs at a time', async () => {
    const project = createProject({
      ...files,
      'test/a.test.js': testFile(numbers.slice(0, 5)),
      'test/b.test.js': testFile(numbers.slice(5)),
      'vitest.config.ts': config('fileParallelism: false,'),
    })
    await run(project)
    const askers = numbers.map(n => `test/${n <= 5 ? 'a' : 'b'}.test.js > asks for ${n}`)
    for (const n of numbers)
      expect(explain(project, line.of(n))).toEqual({ tests: [askers[n - 1]], shared: [] })
    expect(explain(project, line.listener)).toEqual({ tests: [...askers].sort(), shared: [] })
    expect(explain(project, line.start)).toEqual({ tests: ['globalSetup'], shared: [] })
    expect((await covtree(project, ['why', `src/server.js:${line.of(7)}`])).stdout).toBe(
      `src/server.js:8 was run through processes of 1 test or hook; no test worker ran it itself.
  test/b.test.js > asks for 7
`,
    )
    const { lines } = countsOf(project.file('src/server.js'))
    expect(numbers.map(n => lines[line.of(n)])).toEqual(numbers.map(() => 1))
    expect(lines[line.listener]).toBe(10)
  })

  test('is said to be shared by the tests that run at the same time', async () => {
    const project = createProject({
      ...files,
      'test/a.test.js': concurrentTestFile(numbers),
      'vitest.config.ts': config(),
    })
    await run(project)
    const tests = numbers.map(n => `test/a.test.js > asks for ${n}`).sort()
    for (const n of numbers) {
      const { shared, tests: certain } = explain(project, line.of(n))
      expect(tests).toEqual(expect.arrayContaining([...certain, ...shared]))
      expect([...certain, ...shared]).toContain(`test/a.test.js > asks for ${n}`)
    }
    expect(explain(project, line.start)).toEqual({ tests: ['globalSetup'], shared: [] })
    // All ten ran when the first of them ended.
    const first = numbers.find(n => explain(project, line.of(n)).shared.length === 10)!
    expect((await covtree(project, ['why', `src/server.js:${line.of(first)}`])).stdout).toContain(
      'was run by a server shared by 10 tests that ran at the same time',
    )
  })
})
