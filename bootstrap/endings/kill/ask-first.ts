// Asks a process for its counts before this process sends it a deadly signal. An idle target answers within a few ms. A busy one has
// `askTimeout` to begin; then the signal is delivered.

import type { KillNote } from '../../../src/contract/data-file.ts'
import { liveFile } from '../../../src/contract/data-layout.ts'
import type { ProcessInfo } from '../../../src/contract/process-info.ts'
import { type AskResult, askToFlushSync } from '../../../src/system/ask.ts'
import { findGroup } from '../../../src/system/process-group.ts'
import { readStartRecords } from '../../../src/system/start-records.ts'
import { writeWhole } from '../../data/write-file.ts'
import { runSafely } from '../../node/debug-log.ts'
import { isMainThread } from '../../node/main-thread.ts'
import { apply, now, stringify } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'
import { loadThreads } from '../../node/threads-module.ts'
import { isDeadlyOnceHandled, signalName } from '../signals/deadly-signals.ts'

/** The settings for asking the target of a signal. */
export interface Sender {
  dataFile: string
  /** The id in the name of its start log. */
  id: string
  readonly askTimeout: number
}

/** Asks a process, or with a negative `pid` a process group, for its counts before it is sent a deadly signal. Never throws. */
export function askBeforeSignal(sender: Sender, pid: number, signalNumber: number): void {
  if (!isDeadlyOnceHandled(signalNumber) || pid === -1) return
  runSafely('cannot ask', () => {
    const all = pid > 0 ? readStartRecords(sender.dataFile, pid) : readGroup(sender.dataFile, -pid)
    const records = all.filter(record => !flushesItself(record))
    if (records.length === 0) return
    const results = askTargets(sender, records)
    for (const record of records) noteKill(sender, record, results.get(record.id), signalNumber)
  })
}

/** Asks the targets of a signal for their counts, and waits for those that get no processor for up to ten times `askTimeout`. */
export function askTargets({ dataFile, askTimeout }: Sender, records: ProcessInfo[]): Map<string, AskResult> {
  return askToFlushSync(dataFile, records, { timeout: askTimeout, limit: askTimeout * 10 })
}

/** Wraps the native part of `process.kill`, which gets the pid and signal as checked numbers. */
export function askBeforeProcessKill(
  beforeKill: (pid: number, signalNumber: number) => void,
): (() => void) | undefined {
  return replaceFunction(process, '_kill', original => {
    return function _kill(this: unknown, ...args: unknown[]) {
      const pid = args[0]
      if (typeof pid === 'number' && !(pid === process.pid && isMainThread)) beforeKill(pid, Number(args[1]))
      return apply(original, this, args)
    }
  })
}

function readGroup(dataFile: string, group: number): ProcessInfo[] {
  return findGroup(readStartRecords(dataFile), group)
}

/** Whether it flushes in this thread before the signal: a main thread sees to its threads, another thread only to itself. */
function flushesItself({ pid, threadId }: ProcessInfo): boolean {
  return pid === process.pid && (isMainThread || threadId === loadThreads().module.threadId)
}

/** Writes a kill note beside the target's start record. A killed process leaves both files. */
function noteKill(
  sender: Sender,
  record: ProcessInfo,
  result: AskResult | undefined,
  signalNumber: number,
): void {
  if (result !== 'answered' && result !== 'silent' && result !== 'unaskable') return
  const note: KillNote = {
    signal: signalName(signalNumber)!,
    time: now(),
    sender: sender.id,
    answered: result === 'answered',
  }
  writeWhole(liveFile(sender.dataFile, record.id, '.kill'), stringify(note))
}
