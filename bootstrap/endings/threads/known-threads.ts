// The threads of this process that covtree counts, by their start records.

import type { ProcessInfo } from '../../../src/contract/process-info.ts'
import { readStartRecords } from '../../../src/system/start-records.ts'
import { loadThreads } from '../../node/threads-module.ts'

/** Numbers of the threads of this process that are known and have not ended, out of `threads` if given; without this one. */
export function listThreads(dataFile: string, threads?: Iterable<number>): number[] {
  return readThreads(dataFile, threads).map(record => record.threadId)
}

/** Their start records. */
export function readThreads(dataFile: string, threads?: Iterable<number>): ProcessInfo[] {
  const { threadId } = loadThreads().module
  return readStartRecords(dataFile, process.pid, threads && new Set(threads)).filter(
    record => record.threadId !== 0 && record.threadId !== threadId,
  )
}

/** These threads and those that they have started, which they ask in turn. */
export function listFamily(dataFile: string, threads: number[]): Set<number> {
  const family = new Set(threads)
  const ids = new Set<string | undefined>()
  // A thread's number is higher than that of who started it.
  for (const { id, threadId, parent } of readThreads(dataFile).sort((a, b) => a.threadId - b.threadId)) {
    if (!family.has(threadId) && !ids.has(parent)) continue
    family.add(threadId)
    ids.add(id)
  }
  return family
}
