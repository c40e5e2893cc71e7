import { basename } from 'node:path'
import type { ProcessInfo } from '../../contract/process-info.ts'
import type { DataFolder } from './list-data-folder.ts'
import { StartMatcher } from './match-starts.ts'
import {
  type Gap,
  type KnownEnd,
  type ProcessData,
  type ProcessRecord,
  recordProcess,
  recordStart,
} from './process-record.ts'
import { SharedStrings } from './shared-strings.ts'

/** Makes the records of all processes of a data folder: first those that wrote data, then those of which only the start is known. */
export class ProcessRecords {
  readonly #folder: DataFolder
  readonly #records: ProcessRecord[] = []
  readonly #gaps = new Map<ProcessRecord, Gap>()
  /** Pids of processes that left a file which cannot be read. */
  readonly #damaged = new Set<number>()
  /** Processes whose start record is still there. */
  readonly #unended: ReadonlySet<string>
  /** Those of them that wrote data. */
  readonly #counted = new Set<string>()
  readonly #strings = new SharedStrings()

  constructor(folder: DataFolder) {
    this.#folder = folder
    this.#unended = new Set(folder.started.map(({ id }) => id))
  }

  /** Notes a process whose file cannot be read. `fileName` begins with its pid. */
  noteDamage(fileName: string): void {
    this.#damaged.add(Number.parseInt(basename(fileName), 10))
  }

  /** Adds a process that wrote data. */
  add(data: ProcessData): void {
    if (this.#unended.has(data.info.id)) {
      this.#counted.add(data.info.id)
      if (data.last.reason === 'wait') delete data.last.end
    }
    this.#strings.share(data.info)
    this.#records.push(recordProcess(data, this.#knownEnd(data.info)))
  }

  /** Adds the processes that wrote no data, and returns all, sorted by start. */
  complete(): ProcessRecord[] {
    const { started, logs, faults } = this.#folder
    const records = this.#records
    for (const info of started)
      if (!this.#counted.has(info.id)) records.push(recordStart(info, this.#knownEnd(info)))
    const known = { records, gaps: this.#gaps, damaged: this.#damaged, faults, logs }
    records.push(...new StartMatcher(known).complete())
    return records.sort((a, b) => a.startTime - b.startTime || (a.id < b.id ? -1 : 1))
  }

  #knownEnd({ id }: ProcessInfo): KnownEnd {
    return {
      isRunning: this.#folder.running.has(id),
      kill: this.#folder.kills.get(id),
      fault: this.#folder.faults.get(id),
      noteGap: (record, gap) => void this.#gaps.set(record, gap),
    }
  }
}
