import { type RmOptions, readFileSync, rmSync } from 'node:fs'
import { isWindows } from './platform.ts'

// Windows refuses to rename, remove or open a file while another program holds it: a virus scanner holds each new file for some ms.

/** What renaming and removing fail with. The same codes tell that a folder may not be written to. */
const refusals: readonly unknown[] = ['EPERM', 'EACCES', 'EBUSY']
/** The longest pause between two attempts, in ms. */
const longestPause = 64
/** Pauses of 1, 2, 4 … ms before an attempt is the last: together they take two seconds. */
const mostPauses = 36
/** Pauses once a file has been given up: no process may wait two seconds for each of its files. */
const fewPauses = 5

let pauses = mostPauses

/**
 * Renames or removes a file by `act`; on Windows once more as long as the system refuses it, for two seconds at most. Throws what the last
 * attempt threw. Blocks this thread.
 * @param isDone whether another process has done it meanwhile
 */
export function whenFree<T>(act: () => T, isDone?: () => boolean): T | undefined {
  return attempt(act, refusals, isDone)
}

/** Opens a file by `open`, likewise. Here only EBUSY says that another program holds the file. */
export function openWhenFree<T>(open: () => T): T {
  return attempt(open, ['EBUSY']) as T
}

function attempt<T>(act: () => T, codes: readonly unknown[], isDone?: () => boolean): T | undefined {
  try {
    return act()
  } catch (error) {
    if (!isWindows) throw error
    return tryAgain(act, codes, isDone, error)
  }
}

function tryAgain<T>(
  act: () => T,
  codes: readonly unknown[],
  isDone: (() => boolean) | undefined,
  error: unknown,
): T | undefined {
  for (let i = 0; codes.includes((error as NodeJS.ErrnoException).code); i++) {
    if (isDone?.()) return undefined
    if (i === pauses) {
      pauses = fewPauses
      break
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.min(2 ** i, longestPause))
    try {
      const result = act()
      pauses = mostPauses
      return result
    } catch (next) {
      error = next
    }
  }
  throw error
}

/** Reads a file as UTF-8. */
export function readWhenFree(path: string): string {
  return openWhenFree(() => readFileSync(path, 'utf8'))
}

/** Removes a file, or with `recursive` a folder, if it is there and the system lets it be removed. Never throws. */
export function removeQuietly(path: string, options: RmOptions = {}): void {
  try {
    whenFree(() => rmSync(path, { force: true, ...options }))
  } catch {
    // It stays.
  }
}
