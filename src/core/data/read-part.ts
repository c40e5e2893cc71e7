import { chmodSync } from 'node:fs'
import { readWhenFree } from '../../system/busy-file.ts'
import { isWindows } from '../../system/platform.ts'

/** Reads a file of the data folder as UTF-8. The umask of the process that wrote it may keep even its owner from reading it. */
export function readPart(path: string): string {
  try {
    return readWhenFree(path)
  } catch (error) {
    if (isWindows || (error as NodeJS.ErrnoException).code !== 'EACCES') throw error
    chmodSync(path, 0o600)
    return readWhenFree(path)
  }
}
