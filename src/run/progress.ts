import { writeSync } from 'node:fs'

/** A line that shows the progress of long work. */
export interface Progress {
  show(done: number, total: number): void
  /** Takes the line away. */
  stop(): void
}

/** The stream for progress: `process.stderr`, because stdout is for reports. */
export interface ProgressStream {
  isTTY?: boolean
  /** Of a terminal. */
  fd?: number
  write(text: string): unknown
}

/** Work that takes less time than this (ms) shows nothing. */
const patience = 1000
/** How often a line on a terminal changes, in ms. */
const terminalPace = 100
/** How often a log gets a line, in ms. */
const logPace = 5000

/**
 * Starts showing the progress of some work: on a terminal in one line that changes, in the log of a CI (which sets `CI`) in a new line
 * every 5 s, elsewhere not at all.
 * @param what the work and its objects: `['combining', 'processes']`
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
      // Node loads a dozen modules when this stream is first read.
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
 * Does some work and shows its progress, see {@link startProgress}. The line goes away also when the work throws.
 * @param work gets the function that shows its progress
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
 * Changes the terminal's last line, and leaves the cursor at its start. Vitest's summary (4.1 and 5) prints the texts of `write` above its
 * own lines. It clears the empty line below them, from the cursor on, whenever it draws.
 */
function draw(stream: ProgressStream, text: string): void {
  try {
    if (stream.fd === undefined) stream.write(text)
    else writeSync(stream.fd, text)
  } catch {
    // The terminal is busy: the next number comes soon.
  }
}

function isContinuousIntegration(): boolean {
  const { CI } = process.env
  return CI !== undefined && CI !== '' && CI !== '0' && CI !== 'false'
}
