import type { FlushReason, ProcessEnd, ProcessInfo } from './process-info.ts'

/** `Profiler.CoverageRange`: `startOffset` inclusive, `endOffset` exclusive, in UTF-16 units of the text V8 ran. */
export interface CoverageRange {
  startOffset: number
  endOffset: number
  count: number
}

/** `Profiler.FunctionCoverage`: `ranges[0]` is the function itself, the rest its blocks. */
export interface FunctionCoverage {
  functionName: string
  ranges: CoverageRange[]
  isBlockCoverage: boolean
}

/** `Profiler.ScriptCoverage`. */
export interface ScriptCoverage {
  scriptId: string
  url: string
  functions: FunctionCoverage[]
}

/** Says where the text is that V8 ran, for the script coverage at the same index of `result`. */
export interface ScriptInfo {
  /** Length of the text that V8 ran, in UTF-16 units; with a byte order mark only where V8 counts it (CommonJS). */
  length: number
  /** Set if the file on disk is the text that ran: its size in bytes and its time of last change (ms) when the data was written. */
  disk?: { size: number; mtimeMs: number }
  /** Name of the file in `texts/` that holds the text; set when the text is not that of a source file lying on disk. */
  text?: string
  /** Name of the file in `texts/` that holds its source map (JSON), if the map is not inline. */
  map?: string
}

/** A script as a data file lists it. */
export interface ListedScript extends ScriptInfo {
  url: string
}

/** The process that wrote a data file, and why. */
export interface DataHeader {
  version: 2
  process: ProcessInfo
  reason: FlushReason
  /** 0, 1, 2 … within one process or thread. */
  sequence: number
  /** When the counts were taken, by the clock of {@link TestTime}. Absent in the last data file of a process. */
  takenAt?: number
  /** Set if the process was about to end. */
  end?: ProcessEnd
}

/**
 * One flush of one process or thread. `takePreciseCoverage` resets the counters, so no count is in two data files, and the files of a
 * process are summed. Long lists of scripts and counts are files of their own, which processes share.
 */
export interface DataFile {
  covtree: DataHeader
  /** The scripts, or the name of the file in `shared/` that lists them. */
  scripts: ListedScript[] | string
  /** Counts of the scripts in the same order, as `packScripts` packs them. */
  counts?: string
  /** Instead of `counts`: the name of the file in `shared/` that holds them as text. */
  sharedCounts?: string
}

/**
 * When a test ran beside a server, in ms of the monotonic clock (`process.hrtime`), which all processes of a machine share. Servers wrote
 * their counts just before `start` and just after `end`.
 */
export interface TestTime {
  context: string
  start: number
  end: number
}

/** Scripts and counts of more characters than this are shared. */
export const longestOwnPart = 600

/** Written by the sender of a deadly signal. If the process is gone and its start record is still there, this is how it ended. */
export interface KillNote {
  signal: NodeJS.Signals
  /** When the signal was sent, ms since the epoch. */
  time: number
  /** The id in the name of the sender's start log. */
  sender: string
  /** Whether the process wrote its data just before the signal. If not, its counts since the last flush are lost. */
  answered: boolean
}
