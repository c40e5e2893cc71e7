// The bootstrap proper: runs before the program in every child process and thread.

import { separator } from './node/absolute-path.ts'
import { debugLog } from './node/debug-log.ts'
import { isMainThread } from './node/main-thread.ts'
import { loadThreads } from './node/threads-module.ts'
import { readSettings, type Settings } from './settings.ts'
import { poolWorkerKey } from './spawn/own-environment.ts'
import { startProcess } from './start.ts'

export { runSignalThread } from './endings/signals/signal-thread-body.ts'

try {
  const settings = readSettings(`${__dirname}${separator}index.cjs`)
  if (settings && !isInternal() && !isPoolWorker(settings)) startProcess(settings)
} catch (error) {
  debugLog('start failed', error)
}

/**
 * Node's own thread for module hooks is stopped without an end that JavaScript sees: `isInternalThread` tells it from
 * Node 22.14 on, before that it is the one thread without a parent port.
 */
function isInternal(): boolean {
  if (isMainThread) return false
  const { isInternalThread, parentPort } = loadThreads().module as {
    isInternalThread?: boolean
    parentPort: unknown
  }
  return isInternalThread ?? parentPort === null
}

/** A pool worker of a Vitest below this one belongs to that Vitest's own run; the threads of a pool worker inherit its options. */
function isPoolWorker({ config }: Settings): boolean {
  if (!process.execArgv.includes(config.vitestWorker ?? '')) return false
  return isMainThread || !loadThreads().module.getEnvironmentData(poolWorkerKey)
}
