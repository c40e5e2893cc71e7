// A thread that blocks in `Atomics.wait` until it gets work, as those of piscina and tinypool do, answers nobody, and `terminate()` runs
// nothing in it any more. So it saves its counts when it has waited for a while, and says that it has nothing to add.
import { apply } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'

/** What is done around a long wait. */
export interface WaitHooks {
  /** Saves the counts; nothing is counted before {@link resume}. False if it could not. */
  save(): boolean
  /** The thread runs again. */
  resume(): void
  /** Answers who asks meanwhile. */
  answer(): void
}

/** How long the first part of a wait lasts, in ms; each is twice as long as the one before. */
const firstPart = 1
/** Who asks is not kept waiting for longer. */
const longestPart = 4
/** After so many ms the counts are saved, and the rest is waited for in one go. */
const isLong = 15
/** Saving takes at most this share of a thread's time, and less the more often it was done: each time is a data file. */
const share = 1 / 20
const clock = process.hrtime.bigint

/**
 * Wraps `Atomics.wait` in this thread. A wait is made of several. Who notifies changes the value before, else a notification that
 * comes too early would be lost in any program: a later wait finds it changed, and the whole ends as `ok`.
 */
export function saveInLongWaits({ save, resume, answer }: WaitHooks): void {
  let saves = 0
  let mayNext = 0
  const now = () => Number(clock()) / 1e6
  // A program may be started without Atomics.
  if (!globalThis.Atomics) return
  replaceFunction(Atomics, 'wait', original => {
    return function wait(this: unknown, ...args: unknown[]) {
      const [cells, index, value, timeout = Number.POSITIVE_INFINITY] = args
      // What is no number would be converted, by code of the program's perhaps, as often as the wait has parts. NaN is for ever.
      const isPlain = typeof index === 'number' && (typeof value === 'number' || typeof value === 'bigint')
      if (!isPlain || typeof timeout !== 'number' || timeout <= firstPart) return apply(original, this, args)
      const start = now()
      const left = () =>
        Number.isNaN(timeout) ? Number.POSITIVE_INFINITY : Math.max(0, timeout - (now() - start))
      const waitFor = (ms: number): string => apply(original, this, [cells, index, value, ms])
      let part = firstPart
      while (now() - start < isLong || now() < mayNext) {
        const rest = left()
        const result = waitFor(Math.min(part, rest))
        if (result !== 'timed-out') return part === firstPart ? result : 'ok'
        if (rest <= part) return result
        answer()
        part = Math.min(2 * part, longestPart)
      }
      const begun = now()
      const isSaved = save()
      const end = now()
      saves++
      mayNext = end + ((end - begun) / share) * (1 + saves / 10)
      try {
        return waitFor(left()) === 'timed-out' ? 'timed-out' : 'ok'
      } finally {
        if (isSaved) resume()
      }
    }
  })
}
