import { writeSync } from 'node:fs'

/** A line that tells how far long work has come. */
export interface Progress {
  show(done: number, total: number): void
  /** Takes the line away. */
  stop(): void
}

/** Where progress is shown: `process.stderr`, so that what is written to stdout stays a report. */
export interface ProgressStream {
  isTTY?: boolean
  /** Of a terminal. */
  fd?: number
  write(text: string): unknown
}

/** Work that is done sooner than this (ms) shows nothing. */
const patience = 1000
/** How often a line on a terminal changes, in ms. */
const terminalPace = 100
/** How often a log gets a line, in ms. */
const logPace = 5000

/**
 * Starts telling about some work: on a terminal in one line that changes, in the log of a CI (which sets `CI`) in a line now and
 * then, elsewhere not at all.
 * @param what what is being done to what: `['combining', 'processes']`
 */
export function startProgress(
  [work, things]: readonly [work: string, things: string],
  stream?: ProgressStream,
  clock: () => number = Date.now,
): Progress {
  let next = clock() + patience
  let isShown = false
  return {
    show(done, total) {
      if (clock() < next) return
      // Not sooner: Node loads a dozen modules for it.
      stream ??= process.stderr
      const { isTTY = false } = stream
      if (!isTTY && !isContinuousIntegration()) {
        next = Number.POSITIVE_INFINITY
        return
      }
      next = clock() + (isTTY ? terminalPace : logPace)
      isShown = true
      const line = `covtree: ${work} ${done} of ${total} ${things}`
      if (isTTY) draw(stream, `\r${line}\x1b[K\r`)
      else stream.write(`${line}\n`)
    },
    stop() {
      if (isShown && stream?.isTTY) draw(stream, '\r\x1b[K')
      isShown = false
      next = Number.POSITIVE_INFINITY
    },
  }
}

/**
 * Does some work and tells about it as {@link startProgress} does; the line goes away also when the work throws.
 * @param work is given what says how far it has come
 */
export async function withProgress<T>(
  what: readonly [work: string, things: string],
  work: (show: Progress['show']) => T | Promise<T>,
  stream?: ProgressStream,
  clock?: () => number,
): Promise<T> {
  const progress = startProgress(what, stream, clock)
  try {
    return await work(progress.show)
  } finally {
    progress.stop()
  }
}

/**
 * Changes the terminal's last line, and leaves the cursor at its start. Vitest's summary (4.1 and 5) keeps what goes through `write`
 * for above its own lines; the empty one below them it clears from the cursor on whenever it draws.
 */
function draw(stream: ProgressStream, text: string): void {
  try {
    if (stream.fd === undefined) stream.write(text)
    else writeSync(stream.fd, text)
  } catch {
    // A terminal that takes nothing at the moment misses a number.
  }
}

function isContinuousIntegration(): boolean {
  const { CI } = process.env
  return CI !== undefined && CI !== '' && CI !== '0' && CI !== 'false'
}
