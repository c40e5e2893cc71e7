// Preloaded in Vitest's pool workers, which Vitest covers itself. It prepares the processes and threads that tests start. Most test files
// start none, so the config and Node's modules for threads are loaded at the first start.

import { separator } from './node/absolute-path.ts'
import { debugLog } from './node/debug-log.ts'
import { isMainThread } from './node/main-thread.ts'
import { loadThreads, whenThreadsLoad } from './node/threads-module.ts'
import { poolWorkerKey } from './spawn/own-environment.ts'
import { addToOwnEnvironment, wrapUncounted } from './spawn/uncounted-process.ts'
import { nameTestsWhenReady } from './vitest/runner-ready.ts'

try {
  // fork() and threads inherit `process.execArgv`, but this preload is for the pool worker alone.
  const at = process.execArgv.indexOf(__filename)
  if (at > 0) process.execArgv.splice(at - 1, 2)
  // A thread of a pool worker inherits this preload all the same. It is counted like a thread of a child.
  const isItsThread = !isMainThread && loadThreads().module.getEnvironmentData(poolWorkerKey) !== undefined
  if (isItsThread) require(`${__dirname}${separator}index.cjs`)
  const isPoolWorker = !isMainThread || /[\\/]vitest[\\/]dist[\\/]workers[\\/]/.test(process.argv[1] ?? '')
  const worker =
    at > 0 && isPoolWorker && !isItsThread ? wrapUncounted(undefined, whenThreadsLoad) : undefined
  if (worker) {
    addToOwnEnvironment(worker)
    whenThreadsLoad(() => loadThreads().module.setEnvironmentData(poolWorkerKey, true))
    nameTestsWhenReady()
  }
} catch (error) {
  debugLog('test worker not prepared', error)
}
