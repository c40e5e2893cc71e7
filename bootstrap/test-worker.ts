// Runs before everything else in a pool worker of Vitest, which Vitest itself covers: hands on what its children need.
import { join } from 'node:path'
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads'
import { debugLog } from './debug-log.ts'
import { addToOwnEnvironment, handOn } from './hand-on.ts'
import { poolWorkerKey } from './own-environment.ts'

try {
  // `process.execArgv` is inherited by fork() and by threads: this file is for the pool worker alone.
  const at = process.execArgv.indexOf(__filename)
  if (at > 0) process.execArgv.splice(at - 1, 2)
  // A thread of a pool worker inherits its options, and with them this file: it is a thread like any in a child.
  const isItsThread = getEnvironmentData(poolWorkerKey) !== undefined
  if (isItsThread) require(join(__dirname, 'index.cjs'))
  const isPoolWorker = !isMainThread || /[\\/]vitest[\\/]dist[\\/]workers[\\/]/.test(process.argv[1] ?? '')
  const worker = at > 0 && isPoolWorker && !isItsThread ? handOn() : undefined
  if (worker) {
    addToOwnEnvironment(worker)
    setEnvironmentData(poolWorkerKey, true)
  }
} catch (error) {
  debugLog('test worker not prepared', error)
}
