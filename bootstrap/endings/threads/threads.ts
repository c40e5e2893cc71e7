/** The threads this one has started. */
export interface Threads {
  /** Asks them (or those given) for their data and waits; true if their code was interrupted for it. */
  ask(kind: 'last' | 'inside', of?: number[]): boolean
  /** Lets them answer another process. */
  passRequestOn(): void
}
