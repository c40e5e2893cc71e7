import { rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { whenFree } from '../../system/busy-file.ts'
import { isDataFile } from './kept-data.ts'
import { listOwn } from './own-files.ts'

/**
 * Removes the data in a folder, and the folder if nothing else is in it. Returns how many data files there were. Another covtree may be
 * removing them, too.
 * @param names what to remove
 */
export function eraseData(folder: string, names: readonly string[] = listOwn(folder)): number {
  for (const name of names)
    whenFree(() => rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 }))
  if (names.length > 0) removeIfEmpty(folder)
  return names.filter(isDataFile).length
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Something else is in it, or it is not to be removed: a mounted folder of a container.
  }
}
