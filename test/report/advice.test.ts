import { expect, test } from 'vitest'
import type { ProcessRecord } from '../../src/core/index.ts'
import { adviseOn } from '../../src/report/content/advice.ts'
import { buildReport } from '../../src/report/content/build-report.ts'
import { createRedact } from '../../src/report/content/redact.ts'
import { resolveOptions } from '../../src/run/options.ts'

const reasons = [
  'ended without writing data',
  'killed by SIGTERM before it could write data',
  'killed by SIGKILL before it could write its last data',
  'ended after its last data (checkpoint)',
  'ended after its last data (ask)',
  'some of its data could not be read',
  'has written no data yet',
  'Node gave it no inspector to count with',
  "Node's test runner ran ./reporter.mjs, and gives nobody its own counts",
]

test.each(reasons)('%s: there is something to do about it', reason => {
  const { advice, setting } = adviseOn({ reason })!
  expect(advice).toMatch(/^[A-Z].*\.$/)
  if (setting === undefined) return
  const [name, value] = setting.split(': ')
  // What is to be pasted is an option, and can be used.
  expect(resolveOptions({ [name!]: Number(value) })).toHaveProperty(name!, Number(value))
})

test('advice that comes with the record of a process is kept', () => {
  const record: ProcessRecord = {
    id: '7-0-a',
    pid: 7,
    ppid: 1,
    threadId: 0,
    argv: ['node', 'a.js'],
    execArgv: [],
    cwd: '/',
    context: '',
    node: 'v24.0.0',
    startTime: 1,
    state: 'lost',
    reason: 'was compiled without JavaScript',
    coveredStatements: 0,
  }
  const withAdvice = { ...record, advice: 'Compile it anew.' }
  const { processes } = buildReport({ root: '/', processes: [withAdvice, record], redact: createRedact([]) })
  expect(processes.map(({ advice }) => advice)).toEqual(['Compile it anew.', undefined])
})
