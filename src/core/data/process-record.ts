import type { DataHeader, KillNote } from '../../contract/data-file.ts'
import type { FlushReason, ProcessEnd, ProcessInfo } from '../../contract/process-info.ts'
import { findRunnerModule, isTestRunner } from './test-runner.ts'

/** What became of a process, as far as its coverage goes. */
export type ProcessState =
  /** It wrote its data when it ended, or was asked for it right before. */
  | 'counted'
  /** It wrote data, went on, and ended without another word. */
  | 'counted-until'
  /** It still ran when its data was combined; what it had written is counted. */
  | 'still-running'
  /** It started and left no data. */
  | 'lost'
  /** It wrote data in which no file of the report occurs. */
  | 'nothing-to-count'

/** One process or thread of a run. */
export interface ProcessRecord extends ProcessInfo {
  state: ProcessState
  end?: ProcessEnd
  /** From its start to its last data, in ms. */
  duration?: number
  /** Why it is not, or not wholly, counted. */
  reason?: string
  /** How many statements of the report it ran at least once. */
  coveredStatements: number
}

/** What the data files of one process told. */
export interface ProcessData {
  info: ProcessInfo
  last: Pick<DataHeader, 'end' | 'reason'> & { time: number }
  coveredStatements: number
  /** Whether any of its scripts belongs to a file of the report. */
  contributed: boolean
  /** Some of its data files could not be read. */
  isDamaged: boolean
}

/** Whether a process runs, and what the sender of a deadly signal noted of it. */
export interface KnownEnd {
  isAlive(info: ProcessInfo): boolean
  kill?: KillNote | undefined
}

/** The record of a process that wrote data. */
export function recordProcess(data: ProcessData, { isAlive, kill }: KnownEnd): ProcessRecord {
  const { info, last, coveredStatements } = data
  const isOver = last.end !== undefined || !isAlive(info)
  // A process that has written data after the signal has survived it: it died of something else.
  const killed = isOver && !last.end && kill && last.time <= kill.time ? kill : undefined
  const end = last.end ?? (killed && { time: killed.time, signal: killed.signal })
  let state: ProcessRecord['state'] = data.contributed ? 'counted' : 'nothing-to-count'
  let reason: string | undefined
  if (data.isDamaged) [state, reason] = ['counted-until', 'some of its data could not be read']
  else if (!isOver) state = 'still-running'
  else if (!last.end && !killed?.answered)
    [state, reason] = ['counted-until', describeGap(last.reason, killed)]
  // There may be thousands of processes: what a spread makes takes three times the memory (Node 20).
  const record: ProcessRecord = {
    id: info.id,
    pid: info.pid,
    ppid: info.ppid,
    threadId: info.threadId,
    argv: info.argv,
    execArgv: info.execArgv,
    cwd: info.cwd,
    context: info.context,
    node: info.node,
    startTime: info.startTime,
    coveredStatements,
    duration: Math.max(0, (end?.time ?? last.time) - info.startTime),
    state,
  }
  if (info.parent !== undefined) record.parent = info.parent
  if (info.task !== undefined) record.task = info.task
  if (info.osStartTime !== undefined) record.osStartTime = info.osStartTime
  if (info.startCost !== undefined) record.startCost = info.startCost
  if (end) record.end = end
  if (reason !== undefined) record.reason = reason
  return record
}

/** The record of a process that is known by its start alone. */
export function recordStart(
  { isUncountable, ...info }: ProcessInfo,
  { isAlive, kill }: KnownEnd,
): ProcessRecord {
  if (isAlive(info))
    return { ...info, state: 'still-running', coveredStatements: 0, reason: 'has written no data yet' }
  if (isUncountable) return recordUncountable(info)
  const lost = { ...info, state: 'lost', coveredStatements: 0 } as const
  if (!kill) return { ...lost, reason: 'ended without writing data' }
  return {
    ...lost,
    end: { time: kill.time, signal: kill.signal },
    reason: `killed by ${kill.signal} before it could write data`,
  }
}

/** The record of a process that is over and in which nothing could be counted. */
function recordUncountable(info: ProcessInfo): ProcessRecord {
  const record = { ...info, coveredStatements: 0 }
  if (!isTestRunner(info.execArgv))
    return { ...record, state: 'lost', reason: 'Node gave it no inspector to count with' }
  const module = findRunnerModule(info.execArgv)
  if (module === undefined) return { ...record, state: 'nothing-to-count' }
  return {
    ...record,
    state: 'lost',
    reason: `Node's test runner ran ${module}, and gives nobody its own counts`,
  }
}

function describeGap(reason: FlushReason, kill: KillNote | undefined): string {
  if (kill) return `killed by ${kill.signal} before it could write its last data`
  return `ended after its last data (${reason})`
}
