// The COVTREE_* variables in this process's own environment. A program that was given an environment must find exactly that one. Its
// threads inherit the environment without the variables, so they get them as environment data of `node:worker_threads`.
import { environmentNames, threadKey } from '../../src/contract/environment.ts'
import { addRequire, removeRequire, requireOption, shellRequire } from '../node/node-options.ts'
import { loadThreads, whenThreadsLoad } from '../node/threads-module.ts'
import type { Settings } from '../settings.ts'

/** Environment data by which a thread knows that a pool worker started it. */
export const poolWorkerKey = 'covtree.thread'

/** Removes the variables that spawn wrapping added for this process. Its threads name `id` as their parent. */
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
  hideOptions(added, settings.config.bootstrap)
}

function hideOptions(added: readonly string[], bootstrap: string): void {
  const { env, execArgv } = process
  const options = env.NODE_OPTIONS
  const wasAlone = added.includes('options')
  const isAdded = wasAlone || added.includes('require')
  // The preload stands on the command line of a Node with an env file, and of a file that Node's test runner starts (24 and 26).
  const at = isAdded ? execArgv.indexOf(requireOption(bootstrap)) : -1
  if (at !== -1) execArgv.splice(at, 1)
  if (options === undefined || !(isAdded || options.includes(shellRequire(bootstrap)))) return
  if (wasAlone && options === addRequire('', bootstrap)) delete env.NODE_OPTIONS
  else env.NODE_OPTIONS = removeRequire(options, bootstrap, wasAlone)
}
