import { cells, type SharedState, timestamp } from '../../shared-state.ts'

/** A signal reaches two threads within this time, in ms. */
const sameSignal = 50

/** Tells the signal thread which signals the program's own handlers receive. */
export class HandledSignals {
  readonly #state: SharedState
  /** By signal: how many the program's handlers had received when the thread began to catch it. */
  readonly #before = new Map<number, number>()
  /** By signal: how many have reached the thread. */
  readonly #seen = new Map<number, number>()

  constructor(state: SharedState) {
    this.#state = state
  }

  /** Must be called before the thread catches a signal. */
  begin(signalNumber: number): void {
    this.#before.set(signalNumber, Atomics.load(this.#state, cells.received + signalNumber))
  }

  /** Whether the signal that has just arrived is for a handler of the program. */
  isForProgram(signalNumber: number): boolean {
    const state = this.#state
    const seen = (this.#seen.get(signalNumber) ?? 0) + 1
    this.#seen.set(signalNumber, seen)
    if (Atomics.load(state, cells.handlers + signalNumber) > 0) return true
    // The main thread may have been faster, and a `once` handler is then closed. If so, it has received as many signals as this thread.
    const age = timestamp() - Atomics.load(state, cells.closed + signalNumber)
    const received = Atomics.load(state, cells.received + signalNumber) - this.#before.get(signalNumber)!
    return age < sameSignal && received >= seen
  }
}
