import { expect, test } from 'vitest'
import type { ProcessRecord } from '../../src/core/index.ts'
import { buildReport } from '../../src/report/content/build-report.ts'
import { LineCollector } from '../../src/report/content/line-collector.ts'
import { mergeReports } from '../../src/report/content/merge-reports.ts'
import type { ProcessReport } from '../../src/report/content/model.ts'
import { createRedact } from '../../src/report/content/redact.ts'
import { explainLines } from '../../src/report/content/why.ts'
import { processInfo } from '../core/process-info.ts'

const path = '/p/src/server.js'
const record = (id: string, context: string): ProcessRecord => ({
  ...processInfo(Number.parseInt(id, 10), { id, argv: ['node', 'src/server.js'], cwd: '/p', context }),
  coveredStatements: 1,
  state: 'counted',
})

/** A server that ran line 1 at its start, 2 for a test, 3 and 4 for two tests at once; and a child of a test that ran line 3, too. */
function report(): ProcessReport {
  const collector = new LineCollector()
  const lines = (...lines: number[]) => [{ path, lines }]
  collector.add('7-0-a', lines(1, 2, 3, 4), [
    { contexts: [], files: lines(1) },
    { contexts: ['t > one'], files: lines(2) },
    { contexts: ['t > one', 't > two --token=hunter2'], files: lines(3, 4) },
  ])
  collector.add('8-0-a', lines(3))
  const whole = { lines: '1-4', covered: '' }
  return buildReport({
    root: '/p',
    processes: [record('7-0-a', 'globalSetup'), record('8-0-a', 't > one')],
    redact: createRedact([]),
    lines: { collected: collector.collected, before: new Map(), after: new Map([[path, whole]]) },
  })
}

const explain = (from: ProcessReport, line: number) => {
  const { byContext, byShared } = explainLines(from, { file: from.files![0]!, from: line })
  return [[...byContext.keys()], [...byShared.keys()]]
}

test.each([
  ['of one run', report()],
  ['of shards', mergeReports([report()], '/p')],
])('a report %s tells the tests of a server apart from its start', (_, from) => {
  expect(explain(from, 1)).toEqual([['globalSetup'], []])
  expect(explain(from, 2)).toEqual([['t > one'], []])
  // A child of the test is sure to have run the line; the test needs no sharing.
  expect(explain(from, 3)).toEqual([['t > one'], ['t > two --token=***']])
  expect(explain(from, 4)).toEqual([[], ['t > one', 't > two --token=***']])
  expect(from.processes.map(({ coveredLines, ownLines }) => [coveredLines, ownLines])).toEqual([
    [4, 3],
    [1, 0],
  ])
})
