// The threads of this process that are counted, by their start records.

import { liveFile } from '../../../src/contract/data-layout.ts'
import type { ProcessInfo } from '../../../src/contract/process-info.ts'
import { readStartRecords } from '../../../src/system/start-records.ts'
import { appendByte } from '../../data/write-file.ts'
import { runSafely } from '../../node/debug-log.ts'
import { loadThreads } from '../../node/threads-module.ts'

type NumberList = readonly number[] | ReadonlySet<number>

/** Numbers of the threads of this process that have a start record, without this one; out of `threads` if given. */
export function listThreads(dataFile: string, threads?: NumberList): number[] {
  return readThreads(dataFile, threads).map(record => record.threadId)
}

/** Start records of the threads that {@link listThreads} lists. */
export function readThreads(dataFile: string, threads?: NumberList): ProcessInfo[] {
  const { threadId } = loadThreads().module
  return readStartRecords(dataFile, process.pid, threads && new Set(threads)).filter(
    record => record.threadId !== 0 && record.threadId !== threadId,
  )
}

/** Notes that a thread, and the threads below it, have ended without their last data. */
export function noteEnd(dataFile: string, thread: number): void {
  runSafely('end of a thread not noted', () => {
    for (const { id } of readThreads(dataFile, listFamily(dataFile, [thread])))
      appendByte(liveFile(dataFile, id, '.over'))
  })
}

/** These threads and the threads below them. A thread that is asked asks its own threads. */
export function listFamily(dataFile: string, threads: number[]): Set<number> {
  const family = new Set(threads)
  const ids = new Set<string | undefined>()
  // A thread has a higher number than the thread that started it.
  for (const { id, threadId, parent } of readThreads(dataFile).sort((a, b) => a.threadId - b.threadId)) {
    if (!family.has(threadId) && !ids.has(parent)) continue
    family.add(threadId)
    ids.add(id)
  }
  return family
}
