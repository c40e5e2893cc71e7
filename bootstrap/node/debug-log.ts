import { environmentNames } from '../../src/contract/environment.ts'
import { closeSync, now, openSync, writeSync } from './primordials.ts'

const file = process.env[environmentNames.debugFile]

/** Appends a line to the file that `COVTREE_DEBUG_FILE` names. Never prints, and never throws. */
export function debugLog(event: string, error?: unknown): void {
  if (!file) return
  try {
    const fd = openSync(file, 'a')
    const reason = error instanceof Error ? (error.stack ?? error.message) : (error ?? '')
    writeSync(fd, `${now()} ${process.pid} ${event} ${reason}\n`)
    closeSync(fd)
  } catch {
    // A log that cannot be written must not disturb the program.
  }
}

/** Calls `act` and returns its value. An error is logged with this event, and must not reach the program: then the value is undefined. */
export function runSafely<T>(event: string, act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    debugLog(event, error)
    return undefined
  }
}
