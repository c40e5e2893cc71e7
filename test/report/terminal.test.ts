import { expect, test } from 'vitest'
import { describeProcesses, type NamedProcess } from '../../src/report/output/terminal.ts'

const ran = (pid: number, startCost: number): NamedProcess => ({
  argv: ['/usr/bin/node', '/app/src/cli.js'],
  pid,
  threadId: 0,
  state: 'counted',
  context: 'cli.test.ts > prints',
  startCost,
})

test('a start that took long is named, the slowest alone', () => {
  expect(describeProcesses([ran(7, 4), ran(8, 140.4), ran(9, 120)], { root: '/app' })).toEqual([
    'Subprocesses : 3 counted, 0 lost',
    '  slowest start: covtree took 140 ms in node src/cli.js (pid 8, cli.test.ts > prints)',
  ])
})

test('usual starts are not worth a line', () => {
  expect(describeProcesses([ran(7, 4), ran(8, 99.9)], { root: '/app' })).toEqual([
    'Subprocesses : 2 counted, 0 lost',
  ])
})

test('a line says what processes added to the statements, if they added something', () => {
  const statements = { total: 23, testWorkers: 5, covered: 23 }
  expect(describeProcesses([ran(7, 4)], { statements })).toEqual([
    'Statements   : 21.73 % → 100 % with processes',
    'Subprocesses : 1 counted, 0 lost',
  ])
  expect(describeProcesses([ran(7, 4)], { statements: { ...statements, testWorkers: 23 } })).toEqual([
    'Subprocesses : 1 counted, 0 lost',
  ])
})
