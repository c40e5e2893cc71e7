// Runs before everything else in a pool worker of Vitest, which Vitest itself covers: hands on what its children need. Most test files
// start nothing, so what only a start needs (the config, Node's modules for threads) is read and loaded at the first.

import { separator } from './node/absolute-path.ts'
import { debugLog } from './node/debug-log.ts'
import { isMainThread } from './node/main-thread.ts'
import { loadThreads, whenThreadsLoad } from './node/threads-module.ts'
import { addToOwnEnvironment, handOn } from './spawn/hand-on.ts'
import { poolWorkerKey } from './spawn/own-environment.ts'
import { nameTestsWhenReady } from './vitest/runner-ready.ts'

try {
  // `process.execArgv` is inherited by fork() and by threads: this file is for the pool worker alone.
  const at = process.execArgv.indexOf(__filename)
  if (at > 0) process.execArgv.splice(at - 1, 2)
  // A thread of a pool worker inherits its options, and with them this file: it is a thread like any in a child.
  const isItsThread = !isMainThread && loadThreads().module.getEnvironmentData(poolWorkerKey) !== undefined
  if (isItsThread) require(`${__dirname}${separator}index.cjs`)
  const isPoolWorker = !isMainThread || /[\\/]vitest[\\/]dist[\\/]workers[\\/]/.test(process.argv[1] ?? '')
  const worker = at > 0 && isPoolWorker && !isItsThread ? handOn(undefined, whenThreadsLoad) : undefined
  if (worker) {
    addToOwnEnvironment(worker)
    whenThreadsLoad(() => loadThreads().module.setEnvironmentData(poolWorkerKey, true))
    nameTestsWhenReady()
  }
} catch (error) {
  debugLog('test worker not prepared', error)
}
