import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { removeQuietly, whenFree } from '../../system/busy-file.ts'

/**
 * Moves a file, or copies it if it is to be kept. It may replace a file of the same name: the name tells the process or the content, so
 * that both files hold the same.
 */
export function transfer(from: string, to: string, { keep }: { keep: boolean }): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
  if (keep) {
    copyFileSync(from, to)
    return
  }
  try {
    whenFree(() => renameSync(from, to))
  } catch (error) {
    // Another disk, as a mounted folder of a container is.
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    copyFileSync(from, to)
    removeQuietly(from)
  }
}

/** Writes a file that only this user may read, and makes its folder if it must. */
export function writeFileIn(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, name), text, { mode: 0o600 })
}
