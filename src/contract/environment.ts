/** The variables by which a parent talks to the processes below it. Own names: a Python child with pytest-cov would act on `COV_CORE_*`. */
export const environmentNames = {
  /** Roots whose scripts are kept, separated by the platform's path delimiter. */
  source: 'COVTREE_SOURCE',
  /** Path of the resolved config, a {@link ChildConfig} as JSON. */
  config: 'COVTREE_CONFIG',
  /** Folder and prefix of data files. Absent or empty: covtree does nothing in this process. */
  dataFile: 'COVTREE_DATAFILE',
  /** `enabled`: block coverage; anything else: function coverage. */
  branch: 'COVTREE_BRANCH',
  /** Label of what started this process, read once; its own children get their own. */
  context: 'COVTREE_CONTEXT',
  /** `id` of the process info of the nearest measured ancestor. */
  parent: 'COVTREE_PARENT',
  /** What spawn wrapping put into an environment that did not hold it, see {@link Added}: the process hides that from its program. */
  added: 'COVTREE_ADDED',
  /** A file that gets a line per event of the bootstrap, for finding faults. */
  debugFile: 'COVTREE_DEBUG_FILE',
} as const

/**
 * One word of `COVTREE_ADDED`: the COVTREE_* variables; the bootstrap in a NODE_OPTIONS that was there; NODE_OPTIONS as a whole.
 */
export type Added = 'variables' | 'require' | 'options'

/** What the parent writes once per run to the file named by `COVTREE_CONFIG`. */
export interface ChildConfig {
  version: 1
  /** Absolute path of the bootstrap, as it stands in NODE_OPTIONS. */
  bootstrap: string
  /** Absolute path of the part that Vitest's pool workers load, never a child; absent outside Vitest. */
  vitestWorker?: string
  /** How long a sender waits for the answer to a request to flush before it delivers a deadly signal, in ms. */
  askTimeout: number
  /** Save the texts of all scripts: the data will be read on another machine, or after files have changed. */
  portable?: boolean
  /** Pace of snapshots of a working process, in ms; absent: none. */
  checkpoint?: number
  /** The signal that makes a process write its data and go on; absent: none. */
  saveSignal?: NodeJS.Signals
}
