// Finds the process that a logged start became.

import { otherRuntimes } from '../../contract/start-log.ts'
import { groupBy } from '../group-by.ts'
import type { NodeVersions } from './node-versions.ts'
import type { ProcessRecord } from './process-record.ts'
import { pidOf, type SeenStart, slack } from './start-logs.ts'

/** The exit code of a shell that does not find a program. */
const notFound = 127

/** The records of processes, and the starts that they came from. */
export class StartedRecords {
  readonly #records: readonly ProcessRecord[]
  /** Processes by pid, without threads. */
  readonly #byPid: ReadonlyMap<number, ProcessRecord[]>
  readonly #byId: ReadonlyMap<string, ProcessRecord>
  readonly #startsByPid: ReadonlyMap<number, SeenStart[]>
  /** Places of starters that are not measured. */
  readonly #places: ReadonlyMap<string, string | undefined>
  readonly #versions: NodeVersions
  readonly #starts = new Map<ProcessRecord, SeenStart>()

  constructor(
    byId: ReadonlyMap<string, ProcessRecord>,
    starts: readonly SeenStart[],
    versions: NodeVersions,
  ) {
    this.#records = [...byId.values()]
    this.#byId = byId
    this.#byPid = groupBy(
      this.#records.filter(({ threadId }) => threadId === 0),
      ({ pid }) => pid,
    )
    this.#startsByPid = groupBy(starts, ({ line }) => line.start)
    this.#places = new Map(starts.map(({ starter, line }) => [starter, line.place]))
    this.#versions = versions
  }

  /** The start that a record came from, once {@link find} has found it. */
  startOf(record: ProcessRecord): SeenStart | undefined {
    return this.#starts.get(record)
  }

  /** The process that a start became: the earliest with its pid and starter that no other start became. */
  find(start: SeenStart): ProcessRecord | undefined {
    const { starter, line } = start
    const until = this.readUntil(start)
    const isMeasured = this.#byId.has(starter)
    const found = (this.#byPid.get(line.start) ?? []).filter(
      record =>
        !this.#starts.has(record) &&
        this.#isHere(record, start) &&
        record.startTime >= line.time - slack &&
        record.startTime <= until,
    )
    found.sort((a, b) => a.startTime - b.startTime)
    const record =
      found.find(({ parent, ppid }) => (isMeasured ? parent === starter : ppid === pidOf(starter))) ??
      // It names no parent: its starter had ended before it read its ppid, or a pid namespace numbers processes differently.
      found.find(({ parent }) => parent === undefined)
    if (record) this.#starts.set(record, start)
    return record
  }

  /** The time until which its pid is that of a started process. */
  readUntil({ starter, line, end }: SeenStart): number {
    if (end) return end.time + slack
    const later = this.#startsByPid
      .get(line.start)!
      .filter(other => other.line.time > line.time && this.isSamePlace(other.starter, starter))
    return Math.min(...later.map(other => other.line.time))
  }

  /** A version manager's `node` starts the real one as its child. */
  isShim(start: SeenStart): boolean {
    const { line } = start
    return (
      this.#versions.isShim(line.file) &&
      this.#records.some(
        record =>
          record.ppid === line.start && record.startTime >= line.time - slack && this.#isHere(record, start),
      )
    )
  }

  /** Whether counted processes came from a process in which Node does not run itself, or none could: its program was not found. */
  isAround(start: SeenStart): boolean {
    const { starter, line, end } = start
    if (line.replacedBy === undefined) return false
    if (end?.code === notFound) return true
    if (otherRuntimes.includes(line.replacedBy)) return false
    const until = end?.time ?? Number.POSITIVE_INFINITY
    return this.#records.some(
      record =>
        record.startTime >= line.time &&
        record.startTime <= until &&
        record.context === line.context &&
        (record.parent === starter || (record.parent === undefined && !this.#byId.has(starter))) &&
        !this.#startsByPid.has(record.pid) &&
        this.#isHere(record, start),
    )
  }

  /** The place of a starter, as far as it is known. */
  placeOf(starter: string): string | undefined {
    return this.#byId.get(starter)?.place ?? this.#places.get(starter)
  }

  /** Whether a process may be one that a starter saw: in another place, the same pid is that of another process. */
  #isHere({ place }: ProcessRecord, { starter }: SeenStart): boolean {
    return isOne(place, this.placeOf(starter))
  }

  /** Whether two starters may be in one place. */
  isSamePlace(a: string, b: string): boolean {
    return isOne(this.placeOf(a), this.placeOf(b))
  }
}

/** Whether two places may be one. */
function isOne(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b
}
