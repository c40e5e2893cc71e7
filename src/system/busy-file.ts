import { rmSync } from 'node:fs'
import { isWindows } from './platform.ts'

/** Windows refuses to rename or remove a file while another program holds it open: a virus scanner does so for some ms. */
const refusals: readonly unknown[] = ['EPERM', 'EACCES', 'EBUSY']
/** How long the last of the pauses is, in ms; together they take twice as long. */
const longestPause = 256

/**
 * Renames or removes a file by `act`; on Windows once more as long as the system refuses it, for half a second at most. Throws what the last
 * attempt threw. Blocks this thread.
 */
export function whenFree(act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!isWindows) throw error
    tryAgain(act, error)
  }
}

function tryAgain(act: () => void, error: unknown): void {
  for (let pause = 1; pause <= longestPause && isRefusal(error); pause *= 2) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    try {
      act()
      return
    } catch (next) {
      error = next
    }
  }
  throw error
}

function isRefusal(error: unknown): boolean {
  return refusals.includes((error as NodeJS.ErrnoException).code)
}

/** Removes a file if it can be: one that is not there, or that the system keeps, is let be. */
export function removeQuietly(path: string): void {
  try {
    whenFree(() => rmSync(path, { force: true }))
  } catch {
    // It stays.
  }
}
