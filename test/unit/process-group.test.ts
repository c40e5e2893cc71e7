import { expect, test, vi } from 'vitest'
import type { ProcessInfo } from '../../src/contract/process-info.ts'

vi.mock('../../src/system/proc-stat.ts', () => ({ readStat: () => undefined }))
const { findGroup } = await import('../../src/system/process-group.ts')

const started = (pid: number, ppid: number, startTime: number) => ({ pid, ppid, startTime }) as ProcessInfo
const pidsOf = (records: ProcessInfo[]) => records.map(({ pid }) => pid)

test('without /proc, a group is its leader and all processes below it', () => {
  const records = [started(12, 11, 3), started(11, 10, 2), started(10, 1, 1), started(20, 1, 4)]
  expect(pidsOf(findGroup(records, 10))).toEqual([10, 11, 12])
})

test('without /proc, the processes below a leader that is not counted are its group', () => {
  expect(pidsOf(findGroup([started(31, 30, 1), started(32, 31, 2)], 30))).toEqual([31, 32])
})

test('without /proc, no process is known to be in the group of the sender', () => {
  expect(findGroup([started(31, 30, 1)], 0)).toEqual([])
})
