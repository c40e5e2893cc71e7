/** Environment variables for the processes below a parent. Not `COV_CORE_*`: a Python child with pytest-cov would act on those. */
export const environmentNames = {
  /** Folders whose scripts are kept, separated by the platform's path delimiter. */
  source: 'COVTREE_SOURCE',
  /** Path of the resolved config, a {@link ChildConfig} as JSON. */
  config: 'COVTREE_CONFIG',
  /** Folder and prefix of data files. Absent or empty: covtree does nothing in this process. */
  dataFile: 'COVTREE_DATAFILE',
  /** `enabled`: block coverage; anything else: function coverage. */
  branch: 'COVTREE_BRANCH',
  /** Name of the test that started this process, read once at its start. */
  context: 'COVTREE_CONTEXT',
  /** `id` of the process info of the nearest measured ancestor. */
  parent: 'COVTREE_PARENT',
  /** List of {@link Added}: parts that spawn wrapping put into an environment. The child removes them before its program starts. */
  added: 'COVTREE_ADDED',
  /** A file to which the bootstrap appends a line for each fault. */
  debugFile: 'COVTREE_DEBUG_FILE',
} as const

/** Key of the environment data that holds the COVTREE_* variables of a thread. */
export const threadKey = 'covtree.variables'

/** One word of `COVTREE_ADDED`: the COVTREE_* variables; the preload in a NODE_OPTIONS that was there; NODE_OPTIONS as a whole. */
export type Added = 'variables' | 'require' | 'options'

/** The config that the parent writes once per run to the file named by `COVTREE_CONFIG`. */
export interface ChildConfig {
  version: 1
  /** Absolute path of the bootstrap, as in NODE_OPTIONS. */
  bootstrap: string
  /** Absolute path of the file that Vitest's pool workers preload; absent outside Vitest. */
  vitestWorker?: string
  /** The machine of this run (`readHost`): its processes need not ask the system for it. */
  host?: string
  /** How long a sender waits for the answer to a request to flush before it delivers a deadly signal, in ms. */
  askTimeout: number
  /** Whether to save the texts of all scripts: the report is made on another machine, or after files have changed. */
  portable?: boolean
  /** Whether the parent can take types from TypeScript as Node does. If not, children save the texts that ran. */
  stripsTypes?: boolean
  /** Folders of the project's own packages, by their names: copies of them may be installed elsewhere. Absent: none has a name. */
  packages?: Record<string, string>
  /** Whether test workers note when each test runs, and servers write their counts before and after it. */
  testTimes?: boolean
  /** Pace at which a working process writes its counts, in ms; absent: never. */
  checkpoint?: number
  /** A process that receives this signal writes its counts and continues; absent: none. */
  saveSignal?: NodeJS.Signals
  /** Commands that run without covtree; absent: none. */
  commands?: CommandFilter
}

/** Which commands are counted. */
export interface CommandFilter {
  include?: CommandPattern[]
  exclude?: CommandPattern[]
}

/** A part of a command line, or a regular expression. */
export type CommandPattern = string | { source: string; flags: string }
