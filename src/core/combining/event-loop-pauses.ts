/** How long work goes on before signals, timers and the terminal get a turn, in ms. */
const stretch = 30

/** Lets the event loop run now and then during long synchronous work. */
export class EventLoopPauses {
  // `performance.now()` would load eight modules of Node.
  #next = Date.now() + stretch

  /** Returns a promise to wait for if it is time for a pause. */
  take(): Promise<void> | undefined {
    return Date.now() < this.#next ? undefined : this.#pause()
  }

  async #pause(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve))
    this.#next = Date.now() + stretch
  }
}
