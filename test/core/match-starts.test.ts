import { expect, test } from 'vitest'
import type { StartedLine } from '../../src/contract/start-log.ts'
import { StartMatcher } from '../../src/core/data/match-starts.ts'
import type { ProcessRecord } from '../../src/core/data/process-record.ts'
import type { SeenStart, SentSignal } from '../../src/core/data/start-logs.ts'
import { processInfo } from './process-info.ts'

const starter = '1-0-a'

function start(pid: number, time: number, end: number, more: Partial<StartedLine> = {}): SeenStart {
  const line = { start: pid, time, file: 'node', args: [`${pid}.js`], cwd: '/', context: '', ...more }
  return { starter, number: pid, line, end: { end: pid, time: end, signal: 'SIGINT' } }
}

/** A process that ran covtree's first line at `startTime`. */
function record(pid: number, startTime: number): ProcessRecord {
  return { ...processInfo(pid, { startTime }), state: 'counted', coveredStatements: 1 }
}

/** The processes that left no trace. */
function findUntraced(
  records: readonly ProcessRecord[],
  starts: SeenStart[],
  signals: SentSignal[] = [],
): ProcessRecord[] {
  const logs = { starts, signals, threadFiles: new Map() }
  return new StartMatcher({
    records,
    gaps: new Map(),
    damaged: new Set(),
    faults: new Map(),
    logs,
  }).complete()
}

const early = 'killed by SIGINT, not sent by a test, before its program began'
const unloaded =
  'covtree was not loaded: NODE_OPTIONS was refused, or changed on the way, or Node was still starting'
const refused = `${unloaded} (killed by SIGINT, not sent by a test)`

test.each([
  { name: 'killed 0.9 s after its start', lifetime: 900, reason: early },
  { name: 'killed 3 s after its start', lifetime: 3000, reason: refused },
  { name: 'killed 3 s after its start, where another took 2 s', lifetime: 3000, other: 2000, reason: early },
  {
    name: 'killed 5 s after its start, where another took 2 s',
    lifetime: 5000,
    other: 2000,
    reason: refused,
  },
])('a process without a trace, $name', ({ lifetime, other, reason }) => {
  const starts = [start(7, 1000, 1000 + lifetime)]
  const records: ProcessRecord[] = []
  if (other !== undefined) {
    starts.push(start(8, 1000, 9000))
    records.push(record(8, 1000 + other))
  }
  expect(findUntraced(records, starts)).toMatchObject([{ pid: 7, state: 'lost', reason }])
})

test.each([
  { sent: 50, reason: 'killed by SIGTERM by the test, before its program began' },
  { sent: 5000, reason: `${unloaded} (killed by SIGTERM by the test)` },
])('a process whose starter killed it after $sent ms and did not wait for its end', ({ sent, reason }) => {
  const { end, ...unseen } = start(2 ** 30, 1000, 0)
  const line = { kill: 2 ** 30, signal: 'SIGTERM', time: 1000 + sent }
  expect(findUntraced([], [unseen], [{ sender: starter, line }])).toMatchObject([
    { state: 'lost', end: { signal: 'SIGTERM' }, reason },
  ])
})

test('a process that could not be counted ends when its starter saw its end', () => {
  const runner: ProcessRecord = { ...record(7, 1100), state: 'nothing-to-count' }
  findUntraced([runner], [start(7, 1000, 3000)])
  expect(runner).toMatchObject({ end: { time: 3000, signal: 'SIGINT' }, duration: 1900 })
})

test('a later process with the pid of one that left no trace is not taken for it', () => {
  const starts = [start(7, 1000, 1100), start(7, 90_000, 95_000)]
  expect(findUntraced([record(7, 90_100)], starts)).toMatchObject([
    { pid: 7, startTime: 1000, reason: early },
  ])
})

test('a signal to a later process with the same pid did not end this one', () => {
  const { end: _, ...unseen } = start(2 ** 30, 1000, 0)
  const later = start(2 ** 30, 90_000, 95_000)
  const line = { kill: 2 ** 30, signal: 'SIGINT', time: 94_000 }
  expect(findUntraced([record(2 ** 30, 90_100)], [unseen, later], [{ sender: starter, line }])).toMatchObject(
    [{ startTime: 1000, reason: 'left no trace, and no process of the run saw its end' }],
  )
})

// Shards in containers, or two containers that share a data folder: each numbers its processes from 1.
test('starts in two containers with equal pids are told apart', () => {
  const inPlace = (place: string): SeenStart => ({
    ...start(7, 1000, 1500, { place }),
    starter: `1-0-${place}`,
  })
  const other = { ...record(7, 1000), place: 'b', context: 'of b' }
  const line = { kill: 7, signal: 'SIGINT', time: 1400 }
  const starts = [inPlace('a'), inPlace('b')]
  expect(findUntraced([other], starts, [{ sender: '1-0-b', line }])).toMatchObject([
    { id: '7-0-10an7', reason: early },
  ])
})
