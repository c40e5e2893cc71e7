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
  /** The number of the last checkpoint that the main thread has begun. */
  checkpoint: 4,
  /** From here on, by number of signal: how many handles the program itself has. */
  handlers: 16,
  /** Likewise: how many signals these have received. */
  received: 16 + 65,
  /** Likewise: when the last of these was closed, a {@link timestamp}. */
  closed: 16 + 2 * 65,
} as const

/** States of {@link cells.answer}. */
export const answers = { none: 0, begun: 1, done: 2 } as const

const clock = process.hrtime.bigint

/** Milliseconds of a clock that all threads share and no program can set, in 31 bits. */
export function timestamp(): number {
  return Number((clock() / 1_000_000n) & 0x7fff_ffffn)
}

/** A new, empty state. Signals go up to 64 (Linux). */
export function createSharedState(): SharedState {
  return new Int32Array(new SharedArrayBuffer(4 * (cells.closed + 65)))
}
