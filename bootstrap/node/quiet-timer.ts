import { runSafely } from './debug-log.ts'
import { apply, defineProperty } from './primordials.ts'

// The program may replace it later.
const setTimer = setTimeout

/** Properties of Node's class Timeout. */
interface Timeout {
  _idleTimeout: number
  _destroyed: boolean
  unref(): void
  refresh(): void
}

/** A timer that keeps no process alive. */
export interface QuietTimer {
  /** Starts it anew, in place of what is left of its time. */
  start(ms: number): void
}

/**
 * Starts a timer of which the program's async hooks see nothing, as long as it is made before the program begins. Node (20 to 26) reads
 * `_onTimeout` before it tells the hooks that a timer fires; where that is empty, it tells them nothing. So `act` runs in an accessor. It may
 * start the timer again: a new one would have an `init`. Node emits no `destroy` for the async id -1.
 */
export function startQuietTimer(act: () => void, ms: number): QuietTimer {
  const timer = setTimer(ignore, ms) as unknown as Timeout
  const { refresh } = timer
  timer.unref()
  for (const symbol of Object.getOwnPropertySymbols(timer)) {
    if (symbol.description === 'asyncId') (timer as unknown as Record<symbol, number>)[symbol] = -1
  }
  defineProperty(timer, '_onTimeout', {
    configurable: true,
    get: () => void runSafely('timer', act),
    set: ignore,
  })
  return {
    start(pause) {
      // Node would give a timer that has fired a new async id, and emit its `init`.
      timer._destroyed = false
      timer._idleTimeout = Math.max(1, pause)
      apply(refresh, timer, [])
    },
  }
}

function ignore(): void {}
