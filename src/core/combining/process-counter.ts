import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { ProcessInfo } from '../../contract/process-info.ts'
import type { Behaviour, ProcessLines, TextBehaviours } from '../counting/behaviour.ts'
import type { DataReader, ReadDataFile } from '../data/data-file.ts'
import type { ProcessFiles } from '../data/list-data-folder.ts'
import type { ProcessData } from '../data/process-record.ts'
import type { WarningLog } from '../warning.ts'
import type { PlanSet } from './plan-set.ts'

/** The behaviours of a process in all texts of the report. Processes with equal counts share one. */
export interface Outcome {
  behaviours: readonly Behaviour[]
  coveredStatements: number
  /** The number of processes since the last flush. */
  times: number
  /** The lines that ran; found when first asked for. */
  lines: readonly ProcessLines[] | undefined
}

/** The data of one process, after it was counted. */
export interface CountedProcess extends ProcessData {
  outcome: Outcome
}

/** Memory limit for known behaviours and outcomes, in bytes, roughly. */
const mostKnown = 2 ** 24
/** Size of an outcome besides its behaviours, in bytes, roughly. */
const overhead = 200

/**
 * Counts processes one after the other. Equal counts of several processes are swept once, and added as often as they occur. If too many
 * different counts are known, they are added to the sums and forgotten.
 */
export class ProcessCounter {
  readonly #reader: DataReader
  readonly #plans: PlanSet
  readonly #warnings: WarningLog
  readonly #mostKnown: number
  /** Outcomes of processes with a single data file, by its key. */
  readonly #outcomes = new Map<string, Outcome>()
  #known = 0

  constructor(reader: DataReader, plans: PlanSet, warnings: WarningLog, limit = mostKnown) {
    this.#mostKnown = limit
    this.#reader = reader
    this.#plans = plans
    this.#warnings = warnings
  }

  /** Reads the data files of one process. The caller plans their scripts before it counts them. */
  read({ paths }: ProcessFiles): ReadDataFile[] {
    if (this.#known > this.#mostKnown) this.flush()
    const files: ReadDataFile[] = []
    for (const path of paths) {
      const file = this.#read(path, paths.length === 1)
      if (file) files.push(file)
    }
    return files
  }

  /** Counts one process; returns `undefined` if none of its files could be read. */
  count({ key, paths }: ProcessFiles, files: ReadDataFile[]): CountedProcess | undefined {
    const outcome = this.#findOutcome(files)
    const last = files.at(-1)
    if (!last) return undefined
    outcome.times++
    const { info, last: end } = describeEnd(last, key)
    return {
      info,
      last: end,
      coveredStatements: outcome.coveredStatements,
      contributed: outcome.behaviours.length > 0,
      isDamaged: files.length < paths.length,
      outcome,
    }
  }

  /** Returns what a process did in all texts of the report by one of its data files; nothing is added to the sums. */
  readPart(file: ReadDataFile): readonly Behaviour[] {
    return this.#findBehaviours([file])
  }

  /** Adds all outcomes and behaviours to the sums, and forgets them. */
  flush(): void {
    for (const { behaviours, times } of this.#outcomes.values())
      for (const behaviour of behaviours) behaviour.times += times
    this.#outcomes.clear()
    this.#plans.flush()
    this.#known = 0
  }

  #read(path: string, isOnly: boolean): ReadDataFile | undefined {
    try {
      return this.#reader.read(path, isOnly ? this.#hasOutcome : undefined)
    } catch {
      this.#warnings.add('unreadable-data', path)
      return undefined
    }
  }

  readonly #hasOutcome = (key: string): boolean => this.#outcomes.has(key)

  /** @param files files with malformed counts are removed from it */
  #findOutcome(files: ReadDataFile[]): Outcome {
    const key = files.length === 1 ? files[0]!.key : undefined
    const known = key === undefined ? undefined : this.#outcomes.get(key)
    if (known) return known
    let behaviours: Behaviour[]
    try {
      behaviours = this.#findBehaviours(files)
    } catch {
      const readable = files.filter(file => this.#isReadable(file))
      for (const { path } of files.splice(0, files.length, ...readable))
        if (!readable.some(file => file.path === path)) this.#warnings.add('unreadable-data', path)
      behaviours = this.#findBehaviours(files)
    }
    let coveredStatements = 0
    for (const behaviour of behaviours) coveredStatements += behaviour.coveredStatements
    const outcome: Outcome = { behaviours, coveredStatements, times: 0, lines: undefined }
    if (key === undefined || files.length !== 1) {
      // Without a key no later process can share this outcome.
      for (const behaviour of behaviours) behaviour.times++
      return outcome
    }
    this.#outcomes.set(key, outcome)
    this.#known += overhead + 8 * behaviours.length
    return outcome
  }

  /** The behaviour in each text. A text may have been several scripts, and may be in several files. */
  #findBehaviours(files: readonly ReadDataFile[]): Behaviour[] {
    const told = new Map<TextBehaviours, string | string[]>()
    for (const { scripts, countsAt } of files) {
      const texts = this.#plans.planned(scripts)
      for (let i = 0; i < texts.length; i++) {
        const text = texts[i]
        if (!text) continue
        const before = told.get(text)
        const packed = countsAt(i)
        if (before === undefined) told.set(text, packed)
        else if (typeof before === 'string') told.set(text, [before, packed])
        else before.push(packed)
      }
    }
    const note = (bytes: number) => {
      this.#known += bytes
    }
    return Array.from(told, ([text, packed]) => text.find(packed, note))
  }

  #isReadable(file: ReadDataFile): boolean {
    try {
      this.#findBehaviours([file])
      return true
    } catch {
      return false
    }
  }
}

/** The info of a process and its end, as its last data file has them. */
function describeEnd({ header, path }: ReadDataFile, key: string): Pick<ProcessData, 'info' | 'last'> {
  if (!header) {
    const info = readInfoFromName(key)
    const time = info.startTime
    return { info, last: { reason: 'exit', time, end: { time } } }
  }
  const { process: info, reason, end } = header
  const time = end?.time ?? readTime(path, info.startTime)
  return { info, last: end ? { reason, time, end } : { reason, time } }
}

/** When a data file that is not the last one was written, in ms since the epoch. */
function readTime(path: string, startTime: number): number {
  try {
    return Math.round(statSync(path).mtimeMs)
  } catch {
    return startTime
  }
}

/** The info in the name of a file by NODE_V8_COVERAGE: `coverage-<pid>-<time>-<n>.json`, or `<pid>-<thread>-…` like ours. */
function readInfoFromName(key: string): ProcessInfo {
  const [, pid, time = 0] = /^coverage-(\d+)-(\d+)-/.exec(key) ?? /^(\d+)-/.exec(key) ?? []
  return {
    id: basename(key, '.json'),
    pid: Number(pid),
    ppid: 0,
    threadId: 0,
    argv: [],
    execArgv: [],
    cwd: '',
    context: '',
    node: '',
    startTime: Number(time),
  }
}
