/** The threads that this thread has started. */
export interface Threads {
  /** Asks them, or those given, for their counts and waits. Returns whether the code of a thread was interrupted. */
  ask(kind: 'last' | 'signal', threads?: number[]): boolean
  /** Has them answer a request of another process. */
  passRequestOn(): void
}
