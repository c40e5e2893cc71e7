import type { DataHeader, ListedScript } from '../../src/contract/data-file.ts'
import type { FlushReason, ProcessEnd, ProcessInfo } from '../../src/contract/process-info.ts'
import { readClock } from '../../src/system/clock.ts'
import { mergeTaken, type TakenScript } from '../counting/taken-script.ts'
import { add, now, stringify } from '../node/primordials.ts'
import { cells, type SharedState } from '../shared-state.ts'
import { noteDigests } from './digests.ts'
import { pack } from './pack.ts'
import { nameProgram } from './record.ts'
import type { ScriptKeeper } from './scripts.ts'
import { sharePart } from './shared-parts.ts'
import { writeWhole } from './write-file.ts'

/** How a process ends, without the time, which the writer knows. */
export type End = Omit<ProcessEnd, 'time'>

/** How a data file is written. */
export interface WriteOptions {
  /** Keeps the counts of scripts that only the debugger can describe in memory, for the next data file of a process that lives on. */
  isCheap?: boolean
  /** Writes no file as long as the process has run no script that is kept. */
  skipsEmpty?: boolean
  /** Writes no file if no kept script has run since the last file. */
  skipsUnchanged?: boolean
}

/** Writes the data files of one process or thread. The signal thread may write for the main thread, so the sequence number is in shared memory. */
export class DataWriter {
  readonly #dataFile: string
  readonly #info: ProcessInfo
  readonly #keeper: Pick<ScriptKeeper, 'keep'>
  readonly #state: SharedState
  /** Counts of earlier calls that are in no data file yet. */
  #waiting: TakenScript[] = []
  #hasKept = false

  constructor(dataFile: string, info: ProcessInfo, keeper: Pick<ScriptKeeper, 'keep'>, state: SharedState) {
    this.#dataFile = dataFile
    this.#info = info
    this.#keeper = keeper
    this.#state = state
  }

  /** Whether any counts were kept so far. */
  get hasKept(): boolean {
    return this.#hasKept
  }

  /** Writes what V8 counted. Throws what `fs` throws; the next call then writes these counts too. */
  write(
    taken: TakenScript[],
    reason: FlushReason,
    end?: End,
    { isCheap = false, skipsEmpty = false, skipsUnchanged = false }: WriteOptions = {},
  ): void {
    nameProgram(this.#info)
    this.#waiting = mergeTaken(this.#waiting, taken)
    const { result, scripts, unknown } = this.#keeper.keep(this.#waiting, isCheap)
    if (result.length > 0 || unknown.length > 0) this.#hasKept = true
    else if (skipsEmpty || skipsUnchanged) {
      this.#waiting = []
      return
    }
    const sequence = add(this.#state, cells.sequence, 1)
    const header: DataHeader = {
      version: 2,
      process: this.#info,
      reason,
      sequence,
      ...(end ? { end: { time: now(), ...end } } : { takenAt: readClock() }),
    }
    const listed: ListedScript[] = []
    for (let i = 0; i < result.length; i++) listed[i] = { url: result[i]!.url, ...scripts[i]! }
    const list = stringify(listed)
    const sharedList = sharePart(this.#dataFile, list, () => noteDigests(this.#dataFile, listed))
    const counts = pack(result.map(script => script.json))
    const sharedCounts = sharePart(this.#dataFile, counts)
    // Neither counts nor names of shared parts hold anything that JSON would have to escape.
    const parts = [
      `"covtree":${stringify(header)}`,
      `"scripts":${sharedList ? `"${sharedList}"` : list}`,
      sharedCounts ? `"sharedCounts":"${sharedCounts}"` : `"counts":"${counts}"`,
    ]
    writeWhole(`${this.#dataFile}-${this.#info.id}-${sequence}.json`, `{${parts.join(',')}}`)
    this.#waiting = unknown
  }
}
