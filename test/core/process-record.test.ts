import { describe, expect, test } from 'vitest'
import type { KillNote } from '../../src/contract/data-file.ts'
import type { FlushReason } from '../../src/contract/process-info.ts'
import { type ProcessData, recordProcess, recordStart } from '../../src/core/data/process-record.ts'
import { processInfo } from './process-info.ts'

const info = processInfo(7, { argv: ['node', 'a.js'] })

function wrote(reason: FlushReason, end?: { code?: number; signal?: string }): ProcessData {
  const last = { reason, time: 2000, ...(end && { end: { time: 2000, ...end } }) }
  return { info: { ...info }, last, coveredStatements: 1, contributed: true, isDamaged: false }
}
const kill = (answered: boolean, time = 2001): KillNote => ({
  signal: 'SIGKILL',
  time,
  sender: '1-0-b',
  answered,
})

describe('a process that wrote data', () => {
  test('at its end is counted', () => {
    const record = recordProcess(wrote('exit', { code: 3 }), { isRunning: false })
    expect(record).toMatchObject({ state: 'counted', end: { code: 3 }, duration: 1000 })
  })

  test('because the sender of a signal asked is counted, with the signal as its end', () => {
    const record = recordProcess(wrote('ask'), { isRunning: false, kill: kill(true) })
    expect(record).toMatchObject({ state: 'counted', end: { signal: 'SIGKILL', time: 2001 }, duration: 1001 })
    expect(record.reason).toBeUndefined()
  })

  test('and was killed without an answer is counted up to its last data', () => {
    expect(recordProcess(wrote('checkpoint'), { isRunning: false, kill: kill(false) })).toMatchObject({
      state: 'counted-until',
      end: { signal: 'SIGKILL' },
      reason: 'killed by SIGKILL by the test; counted up to its last data (checkpoint)',
    })
  })

  test('because it was asked, and ended later without notice, is counted up to its last data', () => {
    const record = recordProcess(wrote('ask'), { isRunning: false })
    expect(record).toMatchObject({ state: 'counted-until', reason: 'ended after its last data (ask)' })
    expect(record.end).toBeUndefined()
  })

  test('after a signal that it survived did not die of that signal', () => {
    const record = recordProcess(wrote('ask'), { isRunning: false, kill: kill(true, 1500) })
    expect(record.state).toBe('counted-until')
    expect(record.end).toBeUndefined()
  })

  test('and lives is still running, whatever signal was sent to it', () => {
    const record = recordProcess(wrote('ask'), { isRunning: true, kill: kill(true) })
    expect(record).toMatchObject({ state: 'still-running' })
    expect(record.end).toBeUndefined()
  })
})

test('a process without data is lost, with the sender of the signal if it is known', () => {
  expect(recordStart({ ...info }, { isRunning: false })).toMatchObject({
    state: 'lost',
    reason: 'ended without writing data',
  })
  expect(recordStart({ ...info }, { isRunning: false, kill: kill(false) })).toMatchObject({
    state: 'lost',
    end: { signal: 'SIGKILL' },
    reason: 'killed by SIGKILL by the test before it could write data',
  })
})

test('a process without an inspector is lost for that reason', () => {
  const record = recordStart({ ...info, isUncountable: true }, { isRunning: false })
  expect(record).toMatchObject({ state: 'lost', reason: 'Node gave it no inspector to count with' })
  expect(record).not.toHaveProperty('isUncountable')
})

test.each([
  [['--test'], 'nothing-to-count'],
  [['--import', './setup.mjs', '--test'], 'nothing-to-count'],
  [['--test', '--test-reporter', 'spec'], 'nothing-to-count'],
  [['--test', '--test-reporter=./mine.mjs'], 'lost'],
  [['--test', '--test-reporter', 'spec', '--test-reporter', '/mine.mjs'], 'lost'],
  [['--test', '--test-global-setup=../server.mjs'], 'lost'],
])("Node's test runner with %j is %s", (execArgv, state) => {
  expect(recordStart({ ...info, execArgv, isUncountable: true }, { isRunning: false }).state).toBe(state)
})
