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

/** Makes the record of a process that wrote data. The record is `data.info` itself, completed: copies of thousands cost memory. */
export function recordProcess(data: ProcessData, { isAlive, kill }: KnownEnd): ProcessRecord {
  const { info, last, coveredStatements } = data
  const isOver = last.end !== undefined || !isAlive(info)
  // A process that wrote data after the signal survived the signal: it died of something else.
  const killed = isOver && !last.end && kill && last.time <= kill.time ? kill : undefined
  const end = last.end ?? (killed && { time: killed.time, signal: killed.signal })
  const record = Object.assign(info, { coveredStatements }, describeState(data, isOver, killed))
  record.duration = Math.max(0, (end?.time ?? last.time) - info.startTime)
  if (end) record.end = end
  return record
}

function describeState(
  { last, contributed, isDamaged }: ProcessData,
  isOver: boolean,
  killed: KillNote | undefined,
): Pick<ProcessRecord, 'state' | 'reason' | 'duration' | 'end'> {
  if (isDamaged) return { state: 'counted-until', reason: 'some of its data could not be read' }
  if (!isOver) return { state: 'still-running' }
  if (last.end || killed?.answered) return { state: contributed ? 'counted' : 'nothing-to-count' }
  return { state: 'counted-until', reason: describeGap(last.reason, killed) }
}

/** Makes the record of a process of which only the start is known. The record is `info` itself, completed. */
export function recordStart(info: ProcessInfo, { isAlive, kill }: KnownEnd): ProcessRecord {
  const { isUncountable = false } = info
  delete info.isUncountable
  return Object.assign(info, { coveredStatements: 0 }, describeStart(info, isUncountable, { isAlive, kill }))
}

function describeStart(
  info: ProcessInfo,
  isUncountable: boolean,
  { isAlive, kill }: KnownEnd,
): Pick<ProcessRecord, 'state' | 'reason' | 'end'> {
  if (isAlive(info)) return { state: 'still-running', reason: 'has written no data yet' }
  if (isUncountable) return describeUncountable(info.execArgv)
  if (!kill) return { state: 'lost', reason: 'ended without writing data' }
  return {
    state: 'lost',
    end: { time: kill.time, signal: kill.signal },
    reason: `killed by ${kill.signal} before it could write data`,
  }
}

/** The state of a process that has ended and in which nothing could be counted. */
function describeUncountable(execArgv: readonly string[]): Pick<ProcessRecord, 'state' | 'reason'> {
  if (!isTestRunner(execArgv)) return { state: 'lost', reason: 'Node gave it no inspector to count with' }
  const module = findRunnerModule(execArgv)
  if (module === undefined) return { state: 'nothing-to-count' }
  return {
    state: 'lost',
    reason: `Node's test runner ran ${module}, and gives nobody its own counts`,
  }
}

function describeGap(reason: FlushReason, kill: KillNote | undefined): string {
  if (kill) return `killed by ${kill.signal} before it could write its last data`
  return `ended after its last data (${reason})`
}
