/** A process that still runs so many ms after a deadly signal has survived the signal. */
export const survival = 1000

/** What the signal thread does with a deadly signal. */
export interface SignalActs {
  /** The pid of the process. */
  pid: number
  /** Whether the signal is for a handler of the program. */
  isForProgram(signalNumber: number): boolean
  /** Has the main thread write its counts and go on. */
  checkpoint(): void
  /** Has the main thread write its last counts. */
  save(signalNumber: number): void
  /** Makes the signal deadly again. */
  letGo(signalNumber: number): void
  send(signalNumber: number): void
  catchAgain(signalNumber: number): void
}

/** Carries out the deadly signals that the signal thread catches. */
export class SignalCarrier {
  readonly #acts: SignalActs
  /** Whether a signal is being carried out, or the process exits: a second signal changes nothing then. */
  isDying = false

  constructor(acts: SignalActs) {
    this.#acts = acts
  }

  /** A signal has been caught: the counts are saved, and the process gets the signal again. */
  readonly receive = (signalNumber: number): void => {
    const acts = this.#acts
    if (this.isDying || acts.isForProgram(signalNumber)) return
    // The first process of a container survives every signal without a handler, except SIGKILL, and that may come next.
    if (acts.pid === 1) {
      acts.checkpoint()
      return
    }
    this.isDying = true
    acts.save(signalNumber)
    acts.letGo(signalNumber)
    acts.send(signalNumber)
    setTimeout(() => {
      this.isDying = false
      acts.catchAgain(signalNumber)
    }, survival)
  }
}
