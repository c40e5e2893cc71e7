// Runs before everything else in a pool worker of Vitest, which Vitest itself covers: hands on what its children need.
import { isMainThread } from 'node:worker_threads'
import { debugLog } from './debug-log.ts'
import { addToOwnEnvironment, handOn } from './hand-on.ts'

try {
  // `process.execArgv` is inherited by fork() and by threads: this file is for the pool worker alone.
  const at = process.execArgv.indexOf(__filename)
  if (at > 0) process.execArgv.splice(at - 1, 2)
  const isPoolWorker = !isMainThread || /[\\/]vitest[\\/]dist[\\/]workers[\\/]/.test(process.argv[1] ?? '')
  const worker = at > 0 && isPoolWorker ? handOn() : undefined
  if (worker) addToOwnEnvironment(worker)
} catch (error) {
  debugLog('test worker not prepared', error)
}
