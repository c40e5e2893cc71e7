// A thread of piscina or tinypool blocks in `Atomics.wait` until it gets work. It answers no request meanwhile, and `terminate()` runs no
// more JavaScript in it. So it saves its counts once it has waited for a while, and removes its start record until it runs again.
import { readClock } from '../../../src/system/clock.ts'
import { apply } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'

/** Hooks around a long wait. */
export interface WaitHooks {
  /** Saves the counts. Returns false if it could not. */
  save(): boolean
  /** The thread runs again. */
  resume(): void
  /** Answers requests to flush that have arrived. After it, this thread is not interrupted before it has used CPU time again. */
  answer(): void
}

/** The first slice of a wait, in ms; each slice is twice as long as the one before. */
const firstSlice = 1
/** The longest slice, in ms, and so the longest time that a request has to wait. */
const longestSlice = 4
/** After this time, in ms, the counts are saved and the rest is waited for in one slice. */
const isLong = 15
/** Saving may take this share of a thread's time, and less with each save: each save writes a data file. */
const share = 1 / 20

/**
 * Wraps `Atomics.wait` in this thread. We wait in slices. A notify between two slices would be missed, but correct programs change the
 * cell first, so the next slice returns "not-equal", which we report as "ok".
 */
export function saveInLongWaits({ save, resume, answer }: WaitHooks): void {
  let saves = 0
  /** The counts are not saved again before this time. */
  let nextSave = 0
  // A program may be started without Atomics.
  if (!globalThis.Atomics) return
  replaceFunction(Atomics, 'wait', original => {
    return function wait(this: unknown, ...args: unknown[]) {
      const cells = args[0]
      const index = args[1]
      const value = args[2]
      const timeout = args[3] === undefined ? Number.POSITIVE_INFINITY : args[3]
      // `Atomics.wait` converts other values with code of the program's; in slices that code would run several times.
      const isPlain = typeof index === 'number' && (typeof value === 'number' || typeof value === 'bigint')
      if (!isPlain || typeof timeout !== 'number' || timeout <= firstSlice) {
        answer()
        return apply(original, this, args)
      }
      const start = readClock()
      // For `Atomics.wait`, NaN means for ever.
      const left = () =>
        Number.isNaN(timeout) ? Number.POSITIVE_INFINITY : Math.max(0, timeout - (readClock() - start))
      const waitFor = (ms: number): string => apply(original, this, [cells, index, value, ms])
      let slice = firstSlice
      while (readClock() - start < isLong || readClock() < nextSave) {
        answer()
        const rest = left()
        const result = waitFor(Math.min(slice, rest))
        if (result !== 'timed-out') return slice === firstSlice ? result : 'ok'
        if (rest <= slice) return result
        slice = Math.min(2 * slice, longestSlice)
      }
      const begun = readClock()
      const isSaved = save()
      const end = readClock()
      saves++
      nextSave = end + ((end - begun) / share) * (1 + saves / 10)
      try {
        answer()
        return waitFor(left()) === 'timed-out' ? 'timed-out' : 'ok'
      } finally {
        if (isSaved) resume()
      }
    }
  })
}
