/** Memory that the main thread and its signal thread share. */
export type SharedState = Int32Array

/** What stands where. */
export const cells = {
  /** The next data file's sequence. */
  sequence: 0,
  /** The main thread's answer to the signal thread: an {@link answers}. */
  answer: 1,
  /** 1 while the main thread waits in a synchronous spawn and has written its data before. */
  isSaved: 2,
  /** Grows when the signal thread has let go of a signal. */
  letGo: 3,
  /** From here on, by number of signal: how many handles the program itself has. */
  handlers: 16,
} as const

/** States of {@link cells.answer}. */
export const answers = { none: 0, begun: 1, done: 2 } as const

/** A new, empty state. Signals go up to 64 (Linux). */
export function createSharedState(): SharedState {
  return new Int32Array(new SharedArrayBuffer(4 * (cells.handlers + 65)))
}
