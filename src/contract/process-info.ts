/** A process or thread, described by itself. Written at its start (start record) and again with its data. */
export interface ProcessInfo {
  /** `<pid>-<thread>-<random>`, unique within a run; a pid may be reused. */
  id: string
  pid: number
  ppid: number
  /** 0 for the main thread. */
  threadId: number
  /** `id` of the nearest counted ancestor; absent if a test worker or the runner's main process started it. */
  parent?: string
  /** The system's name for a thread, `<pid>/task/<number>` (Linux). */
  task?: string | undefined
  argv: string[]
  execArgv: string[]
  cwd: string
  /** Value of `COVTREE_CONTEXT` at the start; empty if it was not set. */
  context: string
  /** `process.version`. */
  node: string
  /** When it started, ms since the epoch. */
  startTime: number
  /** The operating system's start stamp, which tells a reused pid (Linux: field 22 of /proc/<pid>/stat). Absent where there is none. */
  osStartTime?: string
  /** Its machine and container, without which a pid says nothing (`readPlace`). */
  place?: string
  /** Set if Node gave it no inspector to count with (its test runner, `--permission`). In start records only. */
  isUncountable?: boolean
  /** CPU time in ms that covtree's start took in it. In data files only. */
  startCost?: number
}

/** The end of a process, as it knew it when it wrote its last data file. */
export interface ProcessEnd {
  /** When the data was written, ms since the epoch. */
  time: number
  /** Exit code, if it ended by exiting. */
  code?: number
  /** The signal it was about to die of. */
  signal?: string
}

/** Why a data file was written. */
export type FlushReason =
  | 'exit'
  | 'signal'
  | 'abort'
  | 'execve'
  /** The parent, or the sender of a deadly signal, asked for it. */
  | 'ask'
  | 'checkpoint'
  /** A thread blocks in `Atomics.wait`. If it is stopped there, this is its end; if its start record is back, it runs again. */
  | 'wait'
  | 'save'
  /** Another taker (a nested Vitest, the program's own inspector session) took the counts. */
  | 'shared'
  /** The program called `flush()` of covtree/embed. */
  | 'embed'
