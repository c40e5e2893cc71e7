// The bootstrap proper. It runs before the program in every child process and thread.

import { separator } from './node/absolute-path.ts'
import { debugLog } from './node/debug-log.ts'
import { isMainThread } from './node/main-thread.ts'
import { loadThreads } from './node/threads-module.ts'
import { readSettings, type Settings } from './settings.ts'
import { countOwnHooks } from './spawn/module-hooks.ts'
import { poolWorkerKey } from './spawn/own-environment.ts'
import { startProcess } from './start.ts'

export { runSignalThread } from './endings/signals/signal-thread-body.ts'

try {
  const settings = readSettings(`${__dirname}${separator}index.cjs`)
  if (settings) {
    const start = () => {
      if (!isPoolWorker(settings)) startProcess(settings)
    }
    if (isInternal()) countOwnHooks(settings.roots, start)
    else start()
  }
} catch (error) {
  debugLog('start failed', error)
}

/**
 * Whether this is Node's own thread for module hooks, which is stopped without running any more JavaScript. Node 22.14 and later have
 * `isInternalThread`; before that, no other thread lacks a parent port.
 */
function isInternal(): boolean {
  if (isMainThread) return false
  const { isInternalThread, parentPort } = loadThreads().module as {
    isInternalThread?: boolean
    parentPort: unknown
  }
  return isInternalThread ?? parentPort === null
}

/** Whether this is a pool worker of a nested Vitest, which covers it itself. Threads of a pool worker inherit its options, but are counted. */
function isPoolWorker({ config }: Settings): boolean {
  if (!process.execArgv.includes(config.vitestWorker ?? '')) return false
  return isMainThread || !loadThreads().module.getEnvironmentData(poolWorkerKey)
}
