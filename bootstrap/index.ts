// Runs before the program in every child process and thread.
import threads from 'node:worker_threads'
import { debugLog } from './debug-log.ts'
import { poolWorkerKey } from './own-environment.ts'
import { readSettings } from './settings.ts'
import { startProcess } from './start.ts'

export { runSignalThread } from './endings/signal-thread-body.ts'

try {
  // Bun and Deno read NODE_OPTIONS in part; they have another engine or another inspector.
  const isNode = !('bun' in process.versions) && !('deno' in process.versions)
  const settings = isNode ? readSettings(__filename) : undefined
  // Node's own thread for module hooks is stopped without an end that JavaScript sees: `isInternalThread` tells it from
  // Node 22.14 on, before that it is the one thread without a parent port.
  const { isInternalThread } = threads as { isInternalThread?: boolean }
  const isInternal = isInternalThread ?? (!threads.isMainThread && threads.parentPort === null)
  // A pool worker of a Vitest below this one belongs to that Vitest's own run; the threads of a pool worker inherit its options.
  const isPoolWorker =
    process.execArgv.includes(settings?.config.testWorker ?? '') && !threads.getEnvironmentData(poolWorkerKey)
  if (settings && !isInternal && !isPoolWorker) startProcess(settings)
} catch (error) {
  debugLog('start failed', error)
}
