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

/** Where the text that V8 ran can be found, for the script coverage at the same index of `result`. */
export interface ScriptInfo {
  /** Length of the text that V8 ran, in UTF-16 units, without a byte order mark. */
  length: number
  /** The file on disk was what ran; its size in bytes and time of last change (ms) when the data was written. */
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

/** What a data file says of its process. */
export interface DataHeader {
  version: 2
  process: ProcessInfo
  reason: FlushReason
  /** 0, 1, 2 … within one process or thread. */
  sequence: number
  /** Set when the process was about to end. */
  end?: ProcessEnd
  /** Number of scripts that may matter but whose text could not be had in time: their counts are lost. Absent: none. */
  missing?: number
}

/**
 * One flush of one process or thread; the deltas of one process are summed. `takePreciseCoverage` resets the counters, so no count
 * stands in two of them. Scripts and counts that other processes may share are in a file of their own once they are long.
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

/** Scripts and counts of more characters than this are shared. */
export const longestOwnPart = 600

/** What the sender of a deadly signal notes: with the start record still there and the process gone, this is how it ended. */
export interface KillNote {
  signal: NodeJS.Signals
  /** When the signal was sent, ms since the epoch. */
  time: number
  /** The process wrote its data just before; else it did not answer in time, and what it ran since its last flush is lost. */
  answered: boolean
}
