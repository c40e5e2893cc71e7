import type { DataHeader, KillNote } from '../../contract/data-file.ts'
import type { ProcessEnd, ProcessInfo } from '../../contract/process-info.ts'
import { byTest, describeLoss, type Loss, type LossFacts, losses } from './describe-loss.ts'
import { findRunnerModule, isTestRunner } from './test-runner.ts'

/** How far a process is counted. */
export type ProcessState =
  /** It wrote its data when it ended, or was asked for it right before. */
  | 'counted'
  /** It wrote data, went on, and ended without writing again. */
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
  /** From its start to its end, or to its last data, in ms. */
  duration?: number
  /** Why it is not, or not wholly, counted. */
  reason?: string
  /** What to do so that the next run counts it: one sentence. */
  advice?: string
  /** The setting that the advice is about: `checkpoint: 1000`. */
  setting?: string
  /** How many statements of the report it ran at least once. */
  coveredStatements: number
}

/** The content of one process's data files. */
export interface ProcessData {
  info: ProcessInfo
  last: Pick<DataHeader, 'end' | 'reason'> & { time: number }
  coveredStatements: number
  /** Whether any of its scripts belongs to a file of the report. */
  contributed: boolean
  /** Some of its data files could not be read. */
  isDamaged: boolean
}

/** Whether a process ran when its data was listed, and what the sender of a deadly signal noted of it. */
export interface KnownEnd {
  isRunning: boolean
  kill?: KillNote | undefined
  /** Why it could not write its last data, an error code of Node. */
  fault?: string | undefined
  /** Called with each record whose reason depends on its starter's log. */
  noteGap?(record: ProcessRecord, gap: Gap): void
}

/** What a process that ended without its last data left: why its last data file was written, if it wrote any, and what hindered it. */
export interface Gap extends Pick<LossFacts, 'counted' | 'fault'> {
  /** The sender of the signal that it died of, if one left a kill note: the id of a start log. */
  sender?: string | undefined
}

/** The part of a record that is about the end of its process. */
type Fate = Pick<ProcessRecord, 'state' | 'end'> & Partial<Loss>

/** Makes the record of a process that wrote data. The record is `data.info` itself, completed: copies of thousands cost memory. */
export function recordProcess(
  data: ProcessData,
  { isRunning, kill, fault, noteGap }: KnownEnd,
): ProcessRecord {
  const { info, last, coveredStatements } = data
  const isOver = last.end !== undefined || !isRunning
  // A process that wrote data after the signal survived the signal: it died of something else.
  const killed = isOver && !last.end && kill && last.time <= kill.time ? kill : undefined
  const end = last.end ?? (killed && { time: killed.time, signal: killed.signal })
  const record: ProcessRecord = Object.assign(
    info,
    { coveredStatements },
    describeState(data, isOver, killed, fault),
  )
  record.duration = Math.max(0, (end?.time ?? last.time) - info.startTime)
  if (end) record.end = end
  if (record.state === 'counted-until' && !data.isDamaged)
    noteGap?.(record, { counted: last.reason, fault, sender: killed?.sender })
  return record
}

function describeState(
  { last, contributed, isDamaged }: ProcessData,
  isOver: boolean,
  killed: KillNote | undefined,
  fault: string | undefined,
): Fate {
  if (isDamaged) return { state: 'counted-until', ...losses.partlyDamaged }
  if (!isOver) return { state: 'still-running' }
  if (last.end || killed?.answered) return { state: contributed ? 'counted' : 'nothing-to-count' }
  const loss = describeLoss({ end: killed, killer: killed && byTest, counted: last.reason, fault })
  return { state: 'counted-until', ...loss }
}

/** Makes the record of a process of which only the start is known. The record is `info` itself, completed. */
export function recordStart(info: ProcessInfo, knownEnd: KnownEnd): ProcessRecord {
  const { isUncountable = false } = info
  delete info.isUncountable
  const fate = describeStart(info.execArgv, isUncountable, knownEnd)
  const record: ProcessRecord = Object.assign(info, { coveredStatements: 0 }, fate)
  const { fault, kill } = knownEnd
  if (fate.state === 'lost' && !isUncountable) knownEnd.noteGap?.(record, { fault, sender: kill?.sender })
  return record
}

function describeStart(
  execArgv: readonly string[],
  isUncountable: boolean,
  { isRunning, kill, fault }: KnownEnd,
): Fate {
  if (isRunning) return { state: 'still-running', ...losses.silent }
  if (isUncountable) return describeUncountable(execArgv)
  return {
    state: 'lost',
    ...(kill && { end: { time: kill.time, signal: kill.signal } }),
    ...describeLoss({ end: kill, killer: kill && byTest, fault }),
  }
}

/** The state of a process that has ended and in which nothing could be counted. */
function describeUncountable(execArgv: readonly string[]): Fate {
  if (!isTestRunner(execArgv)) return { state: 'lost', ...losses.noInspector }
  const module = findRunnerModule(execArgv)
  if (module === undefined) return { state: 'nothing-to-count' }
  return {
    state: 'lost',
    reason: `Node's test runner ran ${module} in its own process, which cannot be counted`,
    advice: 'Import that module in a test file, whose process is counted.',
  }
}
