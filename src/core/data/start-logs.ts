import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EndedLine, type KilledLine, type StartedLine, startLogId } from '../../contract/start-log.ts'
import { isAlive } from '../../system/alive.ts'
import { listNames } from '../../system/list-names.ts'
import { readStartTime } from '../../system/proc-stat.ts'
import { isMissingOr, isText } from './process-info.ts'

/** How far the system's clock may be from the one that a start was logged by, in ms. */
export const slack = 10_000

/** A start that a starter saw, and its end if it saw that too. */
export interface SeenStart {
  /** The id in the log's name: that of a measured process or thread, or a name made for a test worker. */
  starter: string
  /** Its place in the log. */
  number: number
  line: StartedLine
  end?: EndedLine
  /** Whether a process with its pid, as old as it, ran on this machine when the log was read. */
  isRunning?: boolean
}

/** A deadly signal that a starter sent. */
export interface SentSignal {
  sender: string
  line: KilledLine
}

/** The content of all start logs of a data folder. */
export interface StartLogs {
  starts: SeenStart[]
  signals: SentSignal[]
  /** Files of threads by {@link threadKey}. */
  threadFiles: Map<string, string>
}

/** Names a thread by its starter, if that is measured, or else by its pid. */
export function threadKey(starter: string | number, threadId: number): string {
  return `${starter} ${threadId}`
}

/** The pid in the id of a starter or another process. */
export function pidOf(id: string): number {
  return Number.parseInt(id, 10)
}

/** Reads the start logs of a folder. Lines that are not whole, or say something else, are left out. */
export function readStartLogs(folder: string): StartLogs {
  const logs: StartLogs = { starts: [], signals: [], threadFiles: new Map() }
  for (const name of listNames(folder).sort()) {
    const id = startLogId(name)
    if (id !== undefined && /^\d+-\d+-\w+$/.test(id)) readLog(join(folder, name), id, logs)
  }
  return logs
}

function readLog(path: string, id: string, logs: StartLogs): void {
  /** By pid: the last start that has not ended. */
  const running = new Map<number, SeenStart>()
  let number = 0
  for (const text of readText(path).split('\n')) {
    const line = parseLine(text)
    if (line === undefined) continue
    if (isStarted(line)) {
      const start: SeenStart = { starter: id, number: number++, line }
      logs.starts.push(start)
      running.set(line.start, start)
    } else if (isEnded(line)) {
      const start = running.get(line.end)
      if (start) start.end = line
      running.delete(line.end)
    } else if (isKilled(line)) logs.signals.push({ sender: id, line })
    else if (Number.isInteger(line.thread) && typeof line.file === 'string')
      for (const starter of [id, pidOf(id)])
        logs.threadFiles.set(threadKey(starter, Number(line.thread)), line.file)
  }
  for (const start of running.values()) start.isRunning = isStillRunning(start.line)
}

function isStillRunning({ start: pid, time }: StartedLine): boolean {
  if (!isAlive({ pid })) return false
  const startTime = readStartTime(pid)
  return startTime === undefined || Math.abs(startTime - time) < slack
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function parseLine(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    // Half a line, or the empty one behind the last.
    return undefined
  }
}

type Unchecked<T> = Partial<Record<keyof T, unknown>>

function isStarted(line: Unchecked<StartedLine>): line is StartedLine {
  return (
    Number.isInteger(line.start) &&
    Number.isFinite(line.time) &&
    typeof line.file === 'string' &&
    typeof line.cwd === 'string' &&
    typeof line.context === 'string' &&
    Array.isArray(line.args) &&
    line.args.every(argument => typeof argument === 'string') &&
    isMissingOr(isText, line.replacedBy) &&
    isMissingOr(Number.isInteger, line.uid) &&
    isMissingOr(isText, line.fault) &&
    isMissingOr(isText, line.place)
  )
}

function isEnded(line: Unchecked<EndedLine>): line is EndedLine {
  return (
    Number.isInteger(line.end) &&
    Number.isFinite(line.time) &&
    isMissingOr(Number.isInteger, line.code) &&
    isMissingOr(isText, line.signal) &&
    isMissingOr(isText, line.limit)
  )
}

function isKilled(line: Unchecked<KilledLine>): line is KilledLine {
  return Number.isInteger(line.kill) && Number.isFinite(line.time) && isMissingOr(isText, line.signal)
}
