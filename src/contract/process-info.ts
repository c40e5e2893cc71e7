/** One process or thread, as it knows itself. Written at its start (start record) and again with its data. */
export interface ProcessInfo {
  /** Unique within a run, `<pid>-<thread>-<random>`; pids are reused, this is not. */
  id: string
  pid: number
  ppid: number
  /** 0 for the main thread. */
  threadId: number
  /** `id` of the nearest measured ancestor; absent below the test worker or the parent itself. */
  parent?: string
  /** Of a thread: the system's name for it, `<pid>/task/<number>` (Linux). */
  task?: string | undefined
  argv: string[]
  execArgv: string[]
  cwd: string
  /** Value of `COVTREE_CONTEXT` at the start; empty if nobody set it. */
  context: string
  /** `process.version`. */
  node: string
  /** When it started, ms since the epoch. */
  startTime: number
  /** The operating system's own start stamp (Linux: field 22 of /proc/<pid>/stat), tells a reused pid; absent where none can be had. */
  osStartTime?: string
  /** Set where Node gave it no inspector, so that nobody can count in it: its test runner, `--permission`. In its start record alone. */
  isUncountable?: boolean
  /** CPU time in ms that covtree's own start took in it; in its data files alone. */
  startCost?: number
}

/** How a process ended, as far as it knew when it wrote its last data file. */
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
  /** The parent or a sender of a deadly signal asked for it. */
  | 'ask'
  | 'checkpoint'
  /** A thread blocks in `Atomics.wait`. Its end, if it is stopped there; void if its start record is there again: it runs. */
  | 'wait'
  | 'save'
  /** Someone else (a nested Vitest, the program's own inspector session) took the counts. */
  | 'shared'
  /** The program called `flush()` of covtree/embed. */
  | 'embed'
