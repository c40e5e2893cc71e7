// The COVTREE_* variables in this process's own environment. A program that was given an environment of its own must find
// that and nothing else; its threads, which inherit the environment as it then is, are told in another way.
import { environmentNames } from '../../src/contract/environment.ts'
import { isMainThread } from '../node/main-thread.ts'
import { loadThreads, whenThreadsLoad } from '../node/threads-module.ts'
import type { Settings } from '../settings.ts'
import { removeRequire } from './node-options.ts'

/** Environment data by which a thread knows that a pool worker started it. */
export const poolWorkerKey = 'covtree.thread'

const threadKey = 'covtree.variables'

/** The variables of this process, or what was told to this thread where it inherits an environment without them. */
export function readVariables(): NodeJS.ProcessEnv {
  const { env } = process
  // A thread that spawn wrapping gave an environment names its parent there; an empty data file switches it off.
  const isComplete = env[environmentNames.parent] !== undefined || env[environmentNames.dataFile] === ''
  if (isMainThread || isComplete) return env
  return (loadThreads().module.getEnvironmentData(threadKey) as NodeJS.ProcessEnv | undefined) ?? env
}

/** Takes out what spawn wrapping has added for this process alone. `id` is what its threads name as their parent. */
export function hideVariables(settings: Settings, id: string): void {
  const { env } = process
  const { parent, context } = environmentNames
  const variables = { ...settings.variables, [parent]: id, [context]: settings.context }
  whenThreadsLoad(() => loadThreads().module.setEnvironmentData(threadKey, variables))
  const added = env[environmentNames.added]?.split(',') ?? []
  delete env[environmentNames.added]
  delete env[parent]
  delete env[context]
  if (added.includes('variables')) for (const name of Object.values(environmentNames)) delete env[name]
  if (added.includes('options')) delete env.NODE_OPTIONS
  else if (added.includes('require'))
    env.NODE_OPTIONS = removeRequire(env.NODE_OPTIONS ?? '', settings.config.bootstrap)
}
