// Asks live processes for their counts. The request is SIGURG, which a process without a listener ignores, so it harms no process
// that does not know it. It goes only to processes with a start record. A process answers with two bytes in its `.ack` file:
// one when it begins to write its data file, one when the file is in place. On Windows every signal ends its target: a file
// is the request there (request-file.ts).

import type { ProcessInfo } from '../contract/process-info.ts'
import { isAlive } from './alive.ts'
import { type AnswerFile, openAnswerFile } from './answer-file.ts'
import { readClock } from './clock.ts'
import { isWindows } from './platform.ts'
import { hasProc, watchStarvation } from './proc-stat.ts'
import { writeRequest } from './request-file.ts'

/** How a process answered. `ended`: it removed its start record. `gone`: it died and left the record. `unaskable`: no request was sent. */
export type AskResult = 'answered' | 'ended' | 'gone' | 'silent' | 'unaskable'

// In a child, the program may replace both later.
const { kill } = process
const { apply } = Reflect

/** Throws if it cannot. */
function sendRequest(dataFile: string, pid: number): void {
  if (isWindows) writeRequest(dataFile, pid)
  else apply(kill, process, [pid, 'SIGURG'])
}

/** How long to wait, in ms, for a process that has begun to answer: it is not busy with its program, it writes its data. */
export const patience = 2000
/** The longest wait, in ms, for a process that has begun to answer and gets no processor. */
const longestPatience = 10_000

/** Where no /proc tells how long a process waits for a processor, it may need so much more time, as a share of the time to begin. */
const unseenStarvation = 1.5

/** A wait may take so many ms longer on a machine without other work: Windows counts time in steps of 15.6 ms. */
const usualDelay = 20

/** Options of the two ways to ask. */
export interface AskOptions {
  /** How long to wait for all answers to begin, in ms. */
  timeout: number
  /** The longest wait, in ms, for a process that is ready to run but gets no processor. @default timeout */
  limit?: number
}

/** Asks and blocks until all have answered. A sender of a deadly signal uses it: no other code may run before the signal. */
export function askToFlushSync(
  dataFile: string,
  records: ProcessInfo[],
  options: AskOptions,
): Map<string, AskResult> {
  const request = new FlushRequest(dataFile, records, options)
  const cell = new Int32Array(new SharedArrayBuffer(4))
  for (let turn = 0; !request.isAnswered(); turn++) {
    // In ms. Most processes answer within the first turns.
    const pause = turn < 10 ? 0.5 : 2
    const before = readClock()
    Atomics.wait(cell, 0, 0, pause)
    request.noteDelay(readClock() - before - pause)
  }
  return request.results
}

/** Asks and waits without blocking. The parent uses it before it reads the data folder. */
export async function askToFlush(
  dataFile: string,
  records: ProcessInfo[],
  options: AskOptions,
): Promise<Map<string, AskResult>> {
  const request = new FlushRequest(dataFile, records, options)
  while (!request.isAnswered()) await new Promise(resolve => setTimeout(resolve, 5))
  return request.results
}

/** A process that has not answered yet. */
interface Waiting {
  record: ProcessInfo
  file: AnswerFile
  /** Length of the answer file once the answer is complete. */
  completeLength: number
  /** How long the process has waited for a processor since it was asked, in ms. */
  readStarvation(): number
}

/** One request to several processes. */
class FlushRequest {
  readonly results = new Map<string, AskResult>()
  readonly #waiting: Waiting[] = []
  /** For a process that has not begun to answer. */
  readonly #deadline: number
  /** For a process that has not begun because it gets no processor. */
  readonly #starvedDeadline: number
  /** For a process that has begun to answer. */
  readonly #begunDeadline: number
  /** How much longer than asked this process slept, in ms. */
  #delay = 0
  readonly #timeout: number

  constructor(dataFile: string, records: ProcessInfo[], { timeout, limit = timeout }: AskOptions) {
    const start = readClock()
    this.#timeout = timeout
    this.#deadline = start + timeout
    this.#starvedDeadline = start + limit
    this.#begunDeadline = start + Math.max(timeout, patience)
    const pids = new Set<number>()
    for (const record of records) {
      const file = openAnswerFile(dataFile, record.id)
      if (!isAlive(record)) this.results.set(record.id, file.hasStartRecord() ? 'gone' : 'ended')
      else if (file.isDeaf()) this.results.set(record.id, 'unaskable')
      else {
        const length = file.readLength()
        // An answer that had begun before this request may lack the latest counts: the one after it is complete.
        const completeLength = length + 2 + (length % 2)
        this.#waiting.push({ record, file, completeLength, readStarvation: watchStarvation(record.pid) })
        pids.add(record.pid)
      }
    }
    for (const pid of pids) {
      try {
        sendRequest(dataFile, pid)
      } catch {
        // The process has died since: `isAnswered` finds that out.
      }
    }
  }

  /** Where no /proc tells how long a process waits for a processor, the delays of this one stand for it. */
  noteDelay(delay: number): void {
    if (delay > usualDelay) this.#delay += delay
  }

  isAnswered(): boolean {
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const waiting = this.#waiting[i]!
      const result = this.#readResult(waiting)
      if (!result) continue
      this.results.set(waiting.record.id, result)
      this.#waiting.splice(i, 1)
    }
    return this.#waiting.length === 0
  }

  #readResult(waiting: Waiting): AskResult | undefined {
    const { record, file, completeLength } = waiting
    const length = file.readLength()
    if (length >= completeLength) return 'answered'
    if (!file.hasStartRecord()) return 'ended'
    if (!isAlive(record)) return 'gone'
    const hasBegun = length % 2 === 1
    const [deadline, longest] = hasBegun
      ? [this.#begunDeadline, this.#begunDeadline - patience + longestPatience]
      : [this.#deadline, this.#starvedDeadline]
    return readClock() >= this.#prolong(deadline, longest, waiting) ? 'silent' : undefined
  }

  /** Adds to a deadline the time that the process waited for a processor, up to the `longest` wait. */
  #prolong(deadline: number, longest: number, { readStarvation }: Waiting): number {
    if (longest <= deadline || readClock() < deadline) return deadline
    const starvation = hasProc() ? readStarvation() : Math.max(this.#delay, this.#timeout * unseenStarvation)
    return Math.min(longest, deadline + starvation)
  }
}
