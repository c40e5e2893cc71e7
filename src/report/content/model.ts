import type { ProcessEnd, ProcessInfo } from '../../contract/process-info.ts'
import type { ProcessState } from '../../core/index.ts'
import type { PartialBranch } from './partial-branches.ts'
import type { Total, Totals } from './totals.ts'

/** One process or thread, as reports show it: paths relative to the root, arguments redacted. */
export interface ReportedProcess
  extends Omit<ProcessInfo, 'osStartTime' | 'place' | 'task' | 'isUncountable'> {
  state: ProcessState
  /** Why its counts are missing or incomplete. */
  reason?: string
  /** What to do so that the next run counts it: one sentence. */
  advice?: string
  /** The setting that the advice is about, ready to paste: `checkpoint: 1000`. */
  setting?: string
  end?: ProcessEnd
  /** From its start to its last data, in ms. */
  duration?: number
  /** How many statements of the report it ran. */
  coveredStatements: number
  /** The script of a process whose counts are missing or incomplete, if it is a file of the report. */
  script?: ReportedScript
  /** How many lines of the report it ran; known where {@link ProcessReport.files} is. */
  coveredLines?: number
  /** How many of these lines no other process and no test worker ran. */
  ownLines?: number
  /** Index into {@link ProcessReport.coverages}: which lines it ran. */
  coverage?: number
  /** `1/2` in a report merged from shards. */
  shard?: string
}

/** A script that a process was started with, and how much of it all others covered. */
export interface ReportedScript {
  /** Relative to the root, with `/`. */
  path: string
  statements: Total
}

/**
 * The keys of a process, in the order in which subprocess.json has them. A new column needs its type above and its key here; the
 * report copies it from the record of that name.
 */
export const processKeys = Object.keys({
  id: true,
  pid: true,
  ppid: true,
  threadId: true,
  parent: true,
  shard: true,
  argv: true,
  execArgv: true,
  cwd: true,
  context: true,
  node: true,
  startTime: true,
  duration: true,
  startCost: true,
  end: true,
  state: true,
  reason: true,
  advice: true,
  setting: true,
  script: true,
  coveredStatements: true,
  coveredLines: true,
  ownLines: true,
  coverage: true,
} satisfies Record<keyof ReportedProcess, true>) as (keyof ReportedProcess)[]

/** One set of lines of a file: some processes ran exactly these. */
export interface LineSet {
  /** Line ranges, as `1-5,8`. */
  lines: string
  /** Indexes into {@link ProcessReport.contexts}, ascending. */
  contexts: number[]
  /**
   * Indexes of tests that ran at the same time beside a server which ran these lines: at least one of them did. Absent: none.
   */
  shared?: number[]
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
  /** Branches that ran, but not with all their arms. Absent if merged from shards. */
  partialBranches?: PartialBranch[]
  /** How much of it is covered. Absent if merged from shards. */
  totals?: Totals
  /** Which processes ran which lines; each set once, however many processes share it. */
  sets?: LineSet[]
}

/** A source file of the report that neither test workers nor processes ran. */
export interface FileNotRun {
  /** Relative to the root, with `/`. */
  path: string
  /** How many statements it has. */
  statements: number
}

/** The lines that a process ran: pairs of an index into {@link ProcessReport.files} and one into that file's sets. */
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
  /** How much of the report is covered, without and with processes. Absent if merged from shards. */
  totals?: Totals
  /** Sorted by start, then by id. */
  processes: ReportedProcess[]
  /** Sorted by path; absent if lines were not kept by process. */
  files?: ReportedFile[]
  /** Sorted by path; present where `files` is, but not if merged from shards. */
  filesNotRun?: FileNotRun[]
  /** Sorted; the contexts of the processes that ran lines of the report. */
  contexts?: string[]
  /** Each combination once, however many processes share it. */
  coverages?: Coverage[]
}

/** All states, in the order in which reports name them. */
export const processStates = [
  'counted',
  'counted-until',
  'still-running',
  'lost',
  'nothing-to-count',
] as const
