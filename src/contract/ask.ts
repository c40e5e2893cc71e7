// Asking live processes for their data: SIGURG, ignored by default, so that it harms no process which does not listen. It goes
// only to processes that say in `live/` that they answer, known by pid AND the system's start stamp (pids are reused).
// The answer is two bytes more in `live/<id>.ack`: one at its beginning, one when the data file is in place. On Windows process.kill ends its target:
// nobody is asked there, and what is killed from outside is listed as lost.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dataFolderNames } from './data-file.ts'
import { readStat, readWaitingTime } from './proc-stat.ts'
import type { ProcessInfo } from './process-info.ts'

/** How it went. `ended`: its last data file is there. `gone`: it died without one. */
export type AskResult = 'answered' | 'ended' | 'gone' | 'silent' | 'unaskable'

/** Sends SIGURG; throws if it cannot. The default is `process.kill`. */
export type SendRequest = (pid: number) => void

const defaultSend: SendRequest = pid => void process.kill(pid, 'SIGURG')

/** How long to wait, in ms, for a process that has begun to answer: it is not busy, it only has much to write. */
export const patience = 2000

/** Options of the two ways to ask. */
export interface AskOptions {
  /**
   * How long to wait for all answers to begin, in ms. The time in which a process is ready to answer but gets no CPU does not
   * count (Linux), up to ten times as long, and never beyond {@link patience}.
   */
  timeout: number
  send?: SendRequest
}

/** The start records in a data folder whose process may live, those of `pid` alone if given. */
export function readStartRecords(dataFile: string, pid?: number): ProcessInfo[] {
  const folder = join(dirname(dataFile), dataFolderNames.live)
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  const records: ProcessInfo[] = []
  for (const name of names) {
    if (!name.endsWith('.json') || name.startsWith('.') || (pid && !name.startsWith(`${pid}-`))) continue
    try {
      records.push(JSON.parse(readFileSync(join(folder, name), 'utf8')))
    } catch {
      // Removed since the listing, as a process does that ends.
    }
  }
  return records
}

/** Whether the process of a record still runs: the very same, not a later one with its pid, and not a dead one unlooked-at. */
export function isAlive(record: ProcessInfo): boolean {
  const stat = readStat(record.pid)
  if (stat) return stat.state !== 'Z' && stat.state !== 'X' && stat.startTime === record.osStartTime
  if (record.osStartTime) return false
  try {
    process.kill(record.pid, 0)
    return true
  } catch {
    return false
  }
}

/** Asks and blocks until all have answered: for the sender of a deadly signal, which must not let other code run in between. */
export function askToFlushSync(
  dataFile: string,
  records: ProcessInfo[],
  options: AskOptions,
): Map<string, AskResult> {
  const asked = new Question(dataFile, records, options)
  const cell = new Int32Array(new SharedArrayBuffer(4))
  for (let turn = 0; !asked.isAnswered(); turn++) Atomics.wait(cell, 0, 0, turn < 10 ? 0.5 : 2)
  return asked.results
}

/** Asks and waits without blocking: for the parent before it reads data. */
export async function askToFlush(
  dataFile: string,
  records: ProcessInfo[],
  options: AskOptions,
): Promise<Map<string, AskResult>> {
  const asked = new Question(dataFile, records, options)
  while (!asked.isAnswered()) await new Promise(resolve => setTimeout(resolve, 5))
  return asked.results
}

class Question {
  readonly results = new Map<string, AskResult>()
  readonly #waiting: { record: ProcessInfo; path: string; awaited: number; starved: number }[] = []
  readonly #start = elapsed()
  readonly #timeout: number

  constructor(dataFile: string, records: ProcessInfo[], { timeout, send = defaultSend }: AskOptions) {
    this.#timeout = timeout
    const pids = new Set<number>()
    for (const record of records) {
      const path = join(dirname(dataFile), dataFolderNames.live, record.id)
      if (!isAlive(record)) this.results.set(record.id, hasRecord(path) ? 'gone' : 'ended')
      else if (process.platform === 'win32' || size(`${path}.deaf`) >= 0)
        this.results.set(record.id, 'unaskable')
      else {
        const written = Math.max(0, size(`${path}.ack`))
        // An answer that has begun may not hold all: another one follows it.
        this.#waiting.push({
          record,
          path,
          awaited: written + 2 + (written % 2),
          starved: readWaitingTime(record.pid),
        })
        pids.add(record.pid)
      }
    }
    for (const pid of pids) {
      try {
        send(pid)
      } catch {
        // Died since: seen below.
      }
    }
  }

  isAnswered(): boolean {
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const { record, path, awaited, starved } = this.#waiting[i]!
      let result: AskResult | undefined
      const written = size(`${path}.ack`)
      if (written >= awaited) result = 'answered'
      else if (!hasRecord(path)) result = 'ended'
      else if (!isAlive(record)) result = 'gone'
      else if (this.#isOver(written % 2 === 1, record.pid, starved)) result = 'silent'
      if (!result) continue
      this.results.set(record.id, result)
      this.#waiting.splice(i, 1)
    }
    return this.#waiting.length === 0
  }

  #isOver(hasBegun: boolean, pid: number, starved: number): boolean {
    const passed = elapsed() - this.#start
    if (hasBegun) return passed >= Math.max(this.#timeout, patience)
    if (passed < this.#timeout) return false
    const limit = Math.min(10 * this.#timeout, Math.max(this.#timeout, patience))
    return passed >= limit || passed - (readWaitingTime(pid) - starved) >= this.#timeout
  }
}

// Not Date.now: a test's fake clock stands still.
const { bigint: clock } = process.hrtime
function elapsed(): number {
  return Number(clock()) / 1e6
}

function size(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? -1
}

function hasRecord(path: string): boolean {
  return size(`${path}.json`) >= 0
}
