import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolderNames } from '../../contract/data-layout.ts'
import { removeQuietly } from '../../system/busy-file.ts'
import { listNames } from '../../system/list-names.ts'
import { isDataFile } from './kept-data.ts'
import type { DataFolder } from './run-folder.ts'

/** Returns a message if the folder was lost or cannot be written: processes may then be missing without a trace. */
export function checkDataFolder({ path }: DataFolder): string | undefined {
  const probe = join(path, `.probe-${process.pid}`)
  try {
    writeProbe(probe)
    // Children may have made the folder again, but the earlier data is gone.
    if (existsSync(join(path, 'config.json'))) return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT')
      return `the data folder ${path} cannot be written (${code}), processes may be missing (unwritable-data-folder)`
  }
  return `the data folder ${path} was removed during the run, what processes had written there is gone (no-data-folder)`
}

function writeProbe(path: string): void {
  try {
    writeFileSync(path, 'x'.repeat(4096))
  } finally {
    removeQuietly(path)
  }
}

/** Whether any process has written to the folder. */
export function hasProcesses({ path }: DataFolder): boolean {
  return (
    listNames(path).some(name => isDataFile(name) || name.startsWith('coverage-')) ||
    [dataFolderNames.live, dataFolderNames.starts].some(name => listNames(join(path, name)).length > 0)
  )
}
