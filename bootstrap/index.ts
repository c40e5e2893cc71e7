// Runs before the program in every child process and thread.
import { debugLog } from './debug-log.ts'
import type { Flusher } from './flush.ts'
import { readSettings } from './settings.ts'
import { startProcess } from './start.ts'

/** The flusher of this process or thread, for covtree/embed; undefined when nothing is counted here. */
export let flusher: Flusher | undefined

export { runSignalThread } from './endings/signal-thread-body.ts'

try {
  // Bun and Deno read NODE_OPTIONS in part; they have another engine or another inspector.
  const isNode = !('bun' in process.versions) && !('deno' in process.versions)
  const settings = isNode ? readSettings(__filename) : undefined
  // A pool worker of a Vitest below this one belongs to that Vitest's own run.
  if (settings && !process.execArgv.includes(settings.config.testWorker ?? ''))
    flusher = startProcess(settings)
} catch (error) {
  debugLog('start failed', error)
}
