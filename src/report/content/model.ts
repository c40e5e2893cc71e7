import type { ProcessEnd, ProcessInfo } from '../../contract/process-info.ts'
import type { ProcessState } from '../../core/index.ts'

/** One process or thread, as reports show it: paths relative to the root, arguments redacted. */
export interface ReportedProcess extends Omit<ProcessInfo, 'osStartTime'> {
  state: ProcessState
  /** Why it is not, or not wholly, counted. */
  reason?: string
  end?: ProcessEnd
  /** From its start to its last data, in ms. */
  duration?: number
  /** How many statements of the report it ran. */
  coveredStatements: number
  /** How many lines of the report it ran; known where {@link ProcessReport.files} is. */
  coveredLines?: number
  /** How many of these lines no other process and no test worker ran. */
  ownLines?: number
  /** Index into {@link ProcessReport.coverages}: which lines it ran. */
  coverage?: number
  /** `1/2` in a report merged from shards. */
  shard?: string
}

/** Lines of one file that some processes ran, exactly these. */
export interface LineSet {
  /** Line ranges, as `1-5,8`. */
  lines: string
  /** Indexes into {@link ProcessReport.contexts}, ascending. */
  contexts: number[]
}

/** One source file of the report. Lines are those on which a statement begins, as `1-5,8`. */
export interface ReportedFile {
  /** Relative to the root, with `/`. */
  path: string
  /** All lines that can be covered. */
  lines: string
  /** Lines that the test workers themselves ran. */
  testWorkers: string
  /** Lines that processes below them ran. */
  processes: string
  /** Which processes ran which lines; each set once, however many processes share it. */
  sets?: LineSet[]
}

/** What a process ran: pairs of an index into {@link ProcessReport.files} and one into that file's sets. */
export type Coverage = [file: number, set: number][]

/** The process report, as `coverage/subprocess.json` holds it; docs/subprocess-json.md describes it. */
export interface ProcessReport {
  version: 1
  /** Version of covtree. */
  covtree: string
  /** Absolute path of the project. */
  root: string
  /** How many processes there are in each state. */
  summary: Record<ProcessState, number>
  /** Sorted by start, then by id. */
  processes: ReportedProcess[]
  /** Sorted by path; absent if lines were not kept by process. */
  files?: ReportedFile[]
  /** Sorted; what started the processes that ran lines of the report. */
  contexts?: string[]
  /** Each combination once, however many processes share it. */
  coverages?: Coverage[]
}

/** The states, in the order in which reports name them. */
export const processStates = [
  'counted',
  'counted-until',
  'still-running',
  'lost',
  'nothing-to-count',
] as const
