import { setImmediate } from 'node:timers/promises'

/** How long work goes on without letting anything else run, in ms: signals, timers, the terminal. */
const stretch = 30

/** Lets the event loop run now and then during long synchronous work. */
export class Rest {
  #next = performance.now() + stretch

  /** Rests if it is time to. */
  async take(): Promise<void> {
    if (performance.now() < this.#next) return
    await setImmediate()
    this.#next = performance.now() + stretch
  }
}
