// The bootstrap's side of covtree/embed.
import type { EmbedApi } from '../src/contract/embed.ts'
import { dieOf } from '../src/system/die-of.ts'
import { isDeadly } from './endings/signals/deadly-signals.ts'
import type { Flusher } from './flush.ts'
import { isMainThread } from './node/main-thread.ts'
import { signals } from './node/signal-numbers.ts'

/** Creates the API that covtree/embed calls. */
export function createEmbedApi(flusher: Flusher): EmbedApi {
  const caught = new Set<NodeJS.Signals>()
  return {
    flush: () => flusher.flush('embed'),
    flushOnSignal(signal) {
      const number = signals[signal]
      // Threads receive no signals, and not every system has each signal.
      if (!isMainThread || number === undefined || caught.has(signal)) return
      caught.add(signal)
      const listener = () => {
        flusher.flush('embed')
        // The program's listeners run after this one.
        if (process.listenerCount(signal) > 1 || !isDeadly(number)) return
        process.removeListener(signal, listener)
        caught.delete(signal)
        dieOf(signal)
      }
      process.prependListener(signal, listener)
    },
  }
}
