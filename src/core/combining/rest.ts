/** How long work goes on without letting anything else run, in ms: signals, timers, the terminal. */
const stretch = 30

/** Lets the event loop run now and then during long synchronous work. */
export class Rest {
  // Not `performance.now()`, which loads eight modules of Node.
  #next = Date.now() + stretch

  /** Something to wait for, if it is time to rest. */
  take(): Promise<void> | undefined {
    return Date.now() < this.#next ? undefined : this.#rest()
  }

  async #rest(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve))
    this.#next = Date.now() + stretch
  }
}
