import { type ChildConfig, environmentNames, threadKey } from '../src/contract/environment.ts'
import type { ReadConfig } from '../src/contract/start-file.ts'
import { delimiter, separator, toAbsolute } from './node/absolute-path.ts'
import { debugLog } from './node/debug-log.ts'
import { isMainThread } from './node/main-thread.ts'
import { parse, readText } from './node/primordials.ts'
import { loadThreads } from './node/threads-module.ts'

/** Settings from the environment of this process, read once: the program may change `process.env` later. */
export interface Settings {
  /** Folder and prefix of data files, absolute. */
  dataFile: string
  /** Roots whose scripts are kept, each ending with a separator. */
  roots: string[]
  /** Whether to count blocks; if not, functions alone. */
  branch: boolean
  context: string
  parent: string
  /** The COVTREE_* variables for children. */
  variables: Record<string, string>
  /** Read from its file at the first use. */
  readonly config: ChildConfig
}

/** Set if the bootstrap was read from the run's start file (index.ts). */
declare const covtreeConfig: ReadConfig | undefined

/** The variables of this process; in a thread that inherits an environment without them, those from its environment data. */
function readVariables(): NodeJS.ProcessEnv {
  const { env } = process
  // An environment that thread wrapping made names the parent; one with an empty data file switches covtree off.
  const isComplete = env[environmentNames.parent] !== undefined || env[environmentNames.dataFile] === ''
  if (isMainThread || isComplete) return env
  return (loadThreads().module.getEnvironmentData(threadKey) as NodeJS.ProcessEnv | undefined) ?? env
}

/** Reads the settings; undefined when covtree is switched off here. `bootstrap` is used when no config file names one. */
export function readSettings(bootstrap: string): Settings | undefined {
  const env = readVariables()
  const dataFile = env[environmentNames.dataFile]
  if (!dataFile) return undefined
  const variables: Record<string, string> = {}
  for (const key of ['source', 'config', 'dataFile', 'branch', 'debugFile'] as const) {
    const value = env[environmentNames[key]]
    if (value !== undefined) variables[environmentNames[key]] = value
  }
  const roots: string[] = []
  for (const root of (env[environmentNames.source] ?? '').split(delimiter)) {
    if (!root) continue
    const path = toAbsolute(root)
    roots.push(path.endsWith(separator) ? path : path + separator)
  }
  const path = env[environmentNames.config]
  let config: ChildConfig | undefined
  return {
    dataFile: toAbsolute(dataFile),
    roots,
    branch: env[environmentNames.branch] === 'enabled',
    context: env[environmentNames.context] ?? '',
    parent: env[environmentNames.parent] ?? '',
    variables,
    // Test workers that start nothing never read it.
    get config() {
      config ??= readConfig(path, bootstrap)
      return config
    },
  }
}

function readConfig(path: string | undefined, bootstrap: string): ChildConfig {
  // Without a config, the process was started by hand, perhaps on another machine than the report will be made on.
  const config: ChildConfig = { version: 1, bootstrap, askTimeout: 100, portable: !path }
  if (!path) return config
  try {
    const isRead = typeof covtreeConfig === 'object' && covtreeConfig.path === path
    return Object.assign(config, parse(isRead ? covtreeConfig.text : readText(path)))
  } catch (error) {
    debugLog('config cannot be read', error)
    return config
  }
}
