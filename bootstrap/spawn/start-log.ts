// Writes this thread's start log (src/contract/start-log.ts): what it starts, and how that ends.
import {
  type EndedLine,
  type StartedLine,
  type StartLogLine,
  startLogFile,
} from '../../src/contract/start-log.ts'
import { appendLines } from '../data/write-file.ts'
import { signalName } from '../endings/signals/deadly-signals.ts'
import { currentFolder } from '../node/current-folder.ts'
import { debugLog } from '../node/debug-log.ts'
import { isMainThread } from '../node/main-thread.ts'
import { now, stringify } from '../node/primordials.ts'
import { withRealFiles } from '../node/real-files.ts'
import { loadThreads } from '../node/threads-module.ts'
import type { NativeStart, SyncResult } from './processes.ts'

/** Longer arguments are cut: `-e` may hold a whole program. */
const longestArgument = 1000
const mostArguments = 50
/** How many lines wait for a disk that is full. */
const mostWaiting = 1000
/** Numbers of libuv for an end by `timeout` and `maxBuffer`: -ETIMEDOUT and -ENOBUFS, on Linux, macOS and Windows. */
const limits: Readonly<Record<number, EndedLine['limit']>> = {
  [-110]: 'timeout',
  [-60]: 'timeout',
  [-4039]: 'timeout',
  [-105]: 'maxBuffer',
  [-55]: 'maxBuffer',
  [-4060]: 'maxBuffer',
}

/** Facts that a starter notes beside the command. */
export type StartFacts = Pick<
  StartedLine,
  'time' | 'context' | 'isForbidden' | 'replacedBy' | 'uid' | 'place'
>

/** A name for the log of a thread that has no record of its own. */
export function makeLogId(): string {
  const thread = isMainThread ? 0 : loadThreads().module.threadId
  return `${process.pid}-${thread}-${process.hrtime.bigint().toString(36)}`
}

/** Appends to the start log of this thread. No method throws. */
export class StartLog {
  readonly id: string
  readonly #path: string
  /** Pids of children that were logged and have not ended. */
  readonly #running = new Set<number>()
  #waiting: string[] = []

  /** @param id of this process or thread, or a name made for it */
  constructor(dataFile: string, id: string) {
    this.id = id
    this.#path = startLogFile(dataFile, id)
  }

  /** A process was started. */
  started(pid: number, start: NativeStart, facts: StartFacts): void {
    this.#running.add(pid)
    this.#write([describeStart(pid, start, facts)])
  }

  /** A process was started and has ended. */
  finished(result: SyncResult, start: NativeStart, facts: StartFacts): void {
    const { pid, status, signal, error } = result
    const limit = error === undefined ? undefined : limits[error]
    const end = describeEnd(pid!, status ?? null, signal ?? null)
    this.#write([describeStart(pid!, start, facts), limit ? { ...end, limit } : end])
  }

  /** A process that was started before has ended. */
  ended(pid: number, code: number | null, signal: string | null): void {
    if (this.#running.delete(pid)) this.#write([describeEnd(pid, code, signal)])
  }

  /**
   * This thread sends a deadly signal.
   * @param target a pid, or of a group the negative one
   * @param isChild it is a child of this thread, sent through its handle
   */
  killed(target: number, signalNumber: number, isChild: boolean): void {
    // A child that was not logged is the runner's own worker.
    if (isChild && !this.#running.has(target)) return
    this.#write([{ kill: target, time: now(), signal: signalName(signalNumber) ?? String(signalNumber) }])
  }

  /** This thread starts a command that may send a deadly signal to these processes. */
  commandKills(pids: number[]): void {
    const time = now()
    this.#write(pids.map(pid => ({ kill: pid, time })))
  }

  /** A thread was started that runs a file, or a program given as text. */
  threadStarted(threadId: number, file: string | undefined): void {
    this.#write([file === undefined ? { thread: threadId } : { thread: threadId, file }])
  }

  #write(lines: StartLogLine[]): void {
    const waiting = this.#waiting
    for (let i = 0; i < lines.length; i++) waiting[waiting.length] = `${stringify(lines[i])}\n`
    let text = ''
    for (let i = 0; i < waiting.length; i++) text += waiting[i]
    try {
      withRealFiles(() => appendLines(this.#path, text))
      this.#waiting = []
    } catch (error) {
      debugLog('start not logged', error)
      const { code = 'unknown' } = error as NodeJS.ErrnoException
      this.#waiting = code === 'ENOENT' ? [] : keepWaiting(waiting, code)
    }
  }
}

/** The disk may have room again at the next start. */
function keepWaiting(waiting: string[], fault: string): string[] {
  const kept: string[] = []
  for (let i = Math.max(0, waiting.length - mostWaiting); i < waiting.length; i++) {
    const line = waiting[i]!
    const isMarked = line.includes('"fault":') || !line.startsWith('{"start":')
    kept[kept.length] = isMarked ? line : `${line.slice(0, -2)},"fault":${stringify(fault)}}\n`
  }
  return kept
}

function describeStart(pid: number, { file, args, cwd }: NativeStart, facts: StartFacts): StartedLine {
  const shown: string[] = []
  for (let i = 1; args !== undefined && i < args.length && i <= mostArguments; i++) {
    const argument = `${args[i]}`
    shown[shown.length] =
      argument.length > longestArgument ? `${argument.slice(0, longestArgument - 1)}…` : argument
  }
  return { start: pid, file: file ?? '', args: shown, cwd: cwd ?? currentFolder(), ...facts }
}

function describeEnd(pid: number, code: number | null, signal: string | null): EndedLine {
  return signal ? { end: pid, time: now(), signal } : { end: pid, time: now(), code: code ?? 0 }
}
