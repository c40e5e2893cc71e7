import { readFileSync } from 'node:fs'
import type { DataFile } from '../contract/data-file.ts'
import type { ProcessEnd, ProcessInfo } from '../contract/process-info.ts'

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
  last: Pick<DataFile['covtree'], 'end' | 'reason'> & { time: number }
  coveredStatements: number
  /** Whether any of its scripts belongs to a file of the report. */
  contributed: boolean
  /** Some of its data files could not be read. */
  isDamaged: boolean
}

/** The record of a process that wrote data. */
export function recordProcess(data: ProcessData, isAlive: (info: ProcessInfo) => boolean): ProcessRecord {
  const { info, last, coveredStatements } = data
  const base = {
    ...info,
    coveredStatements,
    duration: Math.max(0, (last.end?.time ?? last.time) - info.startTime),
    ...(last.end && { end: last.end }),
  }
  if (data.isDamaged) return { ...base, state: 'counted-until', reason: 'some of its data could not be read' }
  if (!last.end) {
    if (isAlive(info)) return { ...base, state: 'still-running' }
    if (last.reason !== 'ask')
      return { ...base, state: 'counted-until', reason: `ended after its last data (${last.reason})` }
  }
  return { ...base, state: data.contributed ? 'counted' : 'nothing-to-count' }
}

/** The record of a process that is known by its start alone. */
export function recordStart(info: ProcessInfo, isAlive: (info: ProcessInfo) => boolean): ProcessRecord {
  if (isAlive(info))
    return { ...info, state: 'still-running', coveredStatements: 0, reason: 'has written no data yet' }
  return { ...info, state: 'lost', coveredStatements: 0, reason: 'ended without writing data' }
}

/** Whether the very process still runs: a pid alone may have been given to another one since. */
export function isProcessAlive(info: Pick<ProcessInfo, 'pid' | 'osStartTime'>): boolean {
  try {
    process.kill(info.pid, 0)
  } catch (error) {
    // EPERM: there is such a process, but of another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const stat = readProcessStat(info.pid)
  if (!stat) return true
  if (stat.state === 'Z' || stat.state === 'X') return false
  return info.osStartTime === undefined || stat.startTime === info.osStartTime
}

/** Linux only: state (field 3) and start time (field 22) behind the command's name, which may hold spaces and brackets. */
function readProcessStat(pid: number): { state: string; startTime: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0]!, startTime: fields[19]! }
  } catch {
    return undefined
  }
}
