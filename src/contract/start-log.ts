import { dataFolderNames } from './data-layout.ts'
import { folderOf } from './folder-of.ts'

// A starter (a test worker, a runner's main process, or a measured process) keeps a log of the processes and threads that it starts:
// a child that is killed early, or in which covtree is not loaded, leaves no trace of its own. A log is a file of lines, each a
// JSON object, that are appended as things happen. One thread writes one log.

/** Programs that start another one as another user, and `process.setuid`. */
export const userChangers: readonly string[] = [
  'su',
  'sudo',
  'doas',
  'gosu',
  'su-exec',
  'runuser',
  'setpriv',
  'chroot',
  'setuid',
]

/** Programs that run JavaScript and read no NODE_OPTIONS. */
export const otherRuntimes: readonly string[] = ['bun', 'deno']

/** A process in which Node runs was started, or one that may run Node without covtree. */
export interface StartedLine {
  /** Its pid. */
  start: number
  /** Right before the start, ms since the epoch. */
  time: number
  /** What was started, as the caller named it. */
  file: string
  /** Its arguments, without the program's own name. Long ones are cut. */
  args: string[]
  cwd: string
  /** Label of the running test. */
  context: string
  /** Set for a child that was started without covtree: Node's `--permission` does not let it read or write covtree's files. */
  isForbidden?: true
  /** Set for a process in which Node does not run itself: what keeps covtree out of the Node below it, mostly by another NODE_OPTIONS. */
  replacedBy?: string
  /** Set where the child runs as another user, for whom no data folder could be made. */
  uid?: number
  /** Why this line could not be written at once, an error code of Node. */
  fault?: string
  /** Where the starter runs (`readPlace`). Set by starters that are not measured; others have it in their start record. */
  place?: string
}

/** The end of a started process, as its starter saw it. */
export interface EndedLine {
  /** Its pid. */
  end: number
  /** ms since the epoch. */
  time: number
  code?: number
  signal?: string
  /** The option of `spawnSync` that ended it. */
  limit?: 'timeout' | 'maxBuffer'
}

/**
 * The starter has sent a deadly signal to a process (`kill` > 0) or to a process group (< 0), or has started a command that may send one.
 */
export interface KilledLine {
  kill: number
  /** ms since the epoch. */
  time: number
  /** Absent for a command (`kill`, `pkill`, a shell with one of them). */
  signal?: string
}

/** A thread was started in the starter's own process. */
export interface ThreadLine {
  /** Its `threadId`. */
  thread: number
  /** The file it runs; absent for a thread that was given its program as text. */
  file?: string
}

/** One line of a start log. */
export type StartLogLine = StartedLine | EndedLine | KilledLine | ThreadLine

const ending = '.jsonl'

/**
 * Path of a start log.
 * @param id the id of its writer; a test worker, which has no record, makes one up
 */
export function startLogFile(dataFile: string, id: string): string {
  return `${folderOf(dataFile)}/${dataFolderNames.starts}/${id}${ending}`
}

/** The id in a start log's name; undefined for another file. */
export function startLogId(name: string): string | undefined {
  return name.endsWith(ending) ? name.slice(0, -ending.length) : undefined
}
