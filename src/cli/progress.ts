/** A line that tells how far long work has come. */
export interface Progress {
  show(done: number, total: number): void
  stop(): void
}

/** Work that is done sooner than this (ms) shows nothing. */
const patience = 1000

/** Starts telling about some work: on a terminal in one line of stderr that changes, elsewhere in one line for all. */
export function startProgress(what: string): Progress {
  const { stderr } = process
  const start = Date.now()
  let last = start + patience
  let isShown = false
  return {
    show(done, total) {
      const now = Date.now()
      if (now < last || (isShown && !stderr.isTTY)) return
      last = now + 100
      isShown = true
      stderr.write(stderr.isTTY ? `\r${what}: ${done} of ${total}\x1b[K` : `covtree: ${what} ${total} …\n`)
    },
    stop() {
      if (isShown && stderr.isTTY) stderr.write('\r\x1b[K')
    },
  }
}
