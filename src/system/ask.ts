// Asking live processes for their data: SIGURG, ignored by default, so that it harms no process which does not listen. It goes
// only to processes that say in `live/` that they answer, known by pid AND the system's start stamp (pids are reused).
// The answer is two bytes more in `live/<id>.ack`: one at its beginning, one when the data file is in place. On Windows process.kill ends its target:
// nobody is asked there, and what is killed from outside is listed as lost.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dataFolderNames } from '../contract/data-layout.ts'
import { folderOf } from '../contract/folder-of.ts'
import type { ProcessInfo } from '../contract/process-info.ts'
import { isOver, readStat, watchStarvation } from './proc-stat.ts'

/** How it went. `ended`: its last data file is there. `gone`: it died without one. */
export type AskResult = 'answered' | 'ended' | 'gone' | 'silent' | 'unaskable'

/** Sends SIGURG; throws if it cannot. The default is `process.kill`. */
export type SendRequest = (pid: number) => void

const defaultSend: SendRequest = pid => void process.kill(pid, 'SIGURG')

/** How long to wait, in ms, for a process that has begun to answer: it is not busy, it only has much to write. */
export const patience = 2000

/** Options of the two ways to ask. */
export interface AskOptions {
  /** How long to wait for all answers to begin, in ms. */
  timeout: number
  /** At most so long, in ms, while a process waits for a processor: that it does not answer is not its fault. @default timeout */
  limit?: number
  send?: SendRequest
}

/** The start records in a data folder whose process may live, those of `pid` alone if given, and of these `threads` of it. */
export function readStartRecords(
  dataFile: string,
  pid?: number,
  threads?: ReadonlySet<number>,
): ProcessInfo[] {
  const folder = `${folderOf(dataFile)}/${dataFolderNames.live}`
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  const records: ProcessInfo[] = []
  for (const name of names) {
    if (!name.endsWith('.json') || name.startsWith('.') || (pid && !name.startsWith(`${pid}-`))) continue
    // An id begins with pid and thread.
    if (threads && !threads.has(Number(name.split('-')[1]))) continue
    try {
      records.push(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')))
    } catch {
      // Removed since the listing, as a process does that ends.
    }
  }
  return records
}

/** Whether the process or thread of a record still runs: the very same, not a later one with its pid, and not a dead one unlooked-at. */
export function isAlive(record: ProcessInfo): boolean {
  const stat = readStat(record.pid)
  if (stat) return !isOver(stat, record.task) && stat.startTime === record.osStartTime
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

interface Awaited {
  record: ProcessInfo
  path: string
  /** Size of the file of answers once this one is complete. */
  awaited: number
  /** Tells how long the process has waited for a processor since it was asked, in ms. */
  readStarvation(): number
}

class Question {
  readonly results = new Map<string, AskResult>()
  readonly #waiting: Awaited[] = []
  readonly #deadline: number
  readonly #limit: number
  readonly #lastDeadline: number

  constructor(
    dataFile: string,
    records: ProcessInfo[],
    { timeout, limit = timeout, send = defaultSend }: AskOptions,
  ) {
    // Not Date.now: a test's fake clock stands still.
    this.#deadline = elapsed() + timeout
    this.#limit = elapsed() + limit
    this.#lastDeadline = elapsed() + Math.max(timeout, patience)
    const pids = new Set<number>()
    for (const record of records) {
      const path = `${folderOf(dataFile)}/${dataFolderNames.live}/${record.id}`
      if (!isAlive(record)) this.results.set(record.id, hasRecord(path) ? 'gone' : 'ended')
      else if (process.platform === 'win32' || size(`${path}.deaf`) >= 0)
        this.results.set(record.id, 'unaskable')
      else {
        const written = Math.max(0, size(`${path}.ack`))
        // An answer that has begun may not hold all: another one follows it.
        const awaited = written + 2 + (written % 2)
        this.#waiting.push({ record, path, awaited, readStarvation: watchStarvation(record.pid) })
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
      const waiting = this.#waiting[i]!
      const { record, path, awaited } = waiting
      let result: AskResult | undefined
      const written = size(`${path}.ack`)
      if (written >= awaited) result = 'answered'
      else if (!hasRecord(path)) result = 'ended'
      else if (!isAlive(record)) result = 'gone'
      else if (elapsed() >= (written % 2 === 1 ? this.#lastDeadline : this.#deadlineOf(waiting)))
        result = 'silent'
      if (!result) continue
      this.results.set(record.id, result)
      this.#waiting.splice(i, 1)
    }
    return this.#waiting.length === 0
  }

  /** Time without a processor does not count, up to the limit. */
  #deadlineOf({ readStarvation }: Awaited): number {
    if (this.#limit <= this.#deadline || elapsed() < this.#deadline) return this.#deadline
    return Math.min(this.#limit, this.#deadline + readStarvation())
  }
}

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
