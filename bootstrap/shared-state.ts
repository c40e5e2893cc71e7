import { readClock } from '../src/system/clock.ts'

/** Memory that the main thread and its signal thread share. */
export type SharedState = Int32Array

/** Indices of the cells. */
export const cells = {
  /** The next data file's sequence. */
  sequence: 0,
  /** The main thread's answer to the signal thread: an {@link answers}. */
  answer: 1,
  /** 1 while the main thread waits in a synchronous spawn and has written its data before. */
  isSaved: 2,
  /** Grows by one when the signal thread has closed its handle on a signal. */
  letGo: 3,
  /** The number of the last checkpoint that the main thread has begun. */
  checkpoint: 4,
  /** How many requests of other processes the main thread has begun to answer (Windows). */
  asked: 5,
  /** The deadly signal that the signal thread has sent to the process; 0 if the process has survived it. */
  sent: 6,
  /** The first of 65 cells, by signal number: how many handles the program has. */
  handlers: 16,
  /** Likewise: how many signals the program's handles have received. */
  received: 16 + 65,
  /** Likewise: the {@link timestamp} at which the last of them was closed. */
  closed: 16 + 2 * 65,
} as const

/** States of {@link cells.answer}. */
export const answers = { none: 0, begun: 1, done: 2 } as const

/** Milliseconds, in 31 bits, of a clock that all threads share and no program can set. */
export function timestamp(): number {
  return readClock() & 0x7fff_ffff
}

/** Creates an empty state. The highest signal number is 64 (Linux). */
export function createSharedState(): SharedState {
  return new Int32Array(new SharedArrayBuffer(4 * (cells.closed + 65)))
}
