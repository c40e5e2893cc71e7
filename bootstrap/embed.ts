// The bootstrap's side of covtree/embed.
import type { EmbedApi } from '../src/contract/embed.ts'
import { isDeadly } from './endings/signals/deadly-signals.ts'
import type { Flusher } from './flush.ts'
import { isMainThread } from './node/main-thread.ts'
import { signals } from './node/signal-numbers.ts'

/** What a program can ask for. */
export function createEmbedApi(flusher: Flusher): EmbedApi {
  const caught = new Set<NodeJS.Signals>()
  return {
    flush: () => flusher.flush('embed'),
    flushOnSignal(signal) {
      const number = signals[signal]
      // Threads get no signals, and not every system has each of them.
      if (!isMainThread || number === undefined || caught.has(signal)) return
      caught.add(signal)
      const listener = () => {
        flusher.flush('embed')
        // The program's listeners come after this one. Signals that arrive meanwhile wait for the loop.
        if (process.listenerCount(signal) > 1 || !isDeadly(number)) return
        process.removeListener(signal, listener)
        caught.delete(signal)
        process.kill(process.pid, signal)
      }
      process.prependListener(signal, listener)
    },
  }
}
