import { setImmediate } from 'node:timers/promises'

/** How long work goes on without letting anything else run, in ms: signals, timers, the terminal. */
const stretch = 30

/** Lets the event loop run now and then during long synchronous work. */
export class Rest {
  #next = performance.now() + stretch

  /** Something to wait for, if it is time to rest. */
  take(): Promise<void> | undefined {
    return performance.now() < this.#next ? undefined : this.#rest()
  }

  async #rest(): Promise<void> {
    await setImmediate()
    this.#next = performance.now() + stretch
  }
}
