// Runs before everything else in a pool worker of Vitest, which Vitest itself covers: hands on what its children need.
import { isMainThread } from 'node:worker_threads'
import { debugLog } from './debug-log.ts'
import { addToOwnEnvironment, type HandOn, handOn } from './hand-on.ts'

/** What the runner's part in the test worker may set. */
export let worker: HandOn | undefined

/** Sets how the label of what starts a child is found; without one it is `COVTREE_CONTEXT`. */
export function readContextFrom(read: () => string): void {
  if (worker) worker.readContext = read
}

try {
  // `process.execArgv` is inherited by fork() and by threads: this file is for the pool worker alone.
  const at = process.execArgv.indexOf(__filename)
  if (at > 0) process.execArgv.splice(at - 1, 2)
  const isPoolWorker = !isMainThread || /[\\/]vitest[\\/]dist[\\/]workers[\\/]/.test(process.argv[1] ?? '')
  if (at > 0 && isPoolWorker) worker = handOn()
  if (worker) addToOwnEnvironment(worker)
} catch (error) {
  debugLog('test worker not prepared', error)
}
