import { environmentNames } from '../../src/contract/environment.ts'
import { closeSync, now, openSync, writeSync } from './primordials.ts'

const file = process.env[environmentNames.debugFile]

/** Appends a line to the file named by `COVTREE_DEBUG_FILE`; a child's own output belongs to its user. Never throws. */
export function debugLog(what: string, error?: unknown): void {
  if (!file) return
  try {
    const fd = openSync(file, 'a')
    const reason = error instanceof Error ? (error.stack ?? error.message) : (error ?? '')
    writeSync(fd, `${now()} ${process.pid} ${what} ${reason}\n`)
    closeSync(fd)
  } catch {
    // A log that cannot be written is no reason to disturb the program.
  }
}
