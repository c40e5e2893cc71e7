// Data of children that root started as other users (bootstrap/spawn/user-folder.ts).
import { lstatSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolderNames, usersFolder } from '../../contract/data-layout.ts'
import { listNames } from '../../system/list-names.ts'
import { isDataFile } from './kept-data.ts'

/** Lists the data folders of other users in a run's folder. */
export function listUserFolders(folder: string): string[] {
  const users = join(folder, usersFolder)
  return listNames(users).map(name => join(users, name))
}

/**
 * Moves the data of another user's processes into the run's folder. A process that still runs goes on writing to its own folder. Only
 * regular files are moved: the user may have put anything there.
 */
export function collectUserFolder(from: string, to: string): void {
  for (const name of listNames(from)) if (isDataFile(name)) move(join(from, name), join(to, name))
  const { live, texts, shared, starts } = dataFolderNames
  for (const part of [live, texts, shared, starts])
    for (const name of listNames(join(from, part)))
      if (!name.startsWith('.')) move(join(from, part, name), join(to, part, name))
}

function move(from: string, to: string): void {
  try {
    if (lstatSync(from).isFile()) renameSync(from, to)
  } catch {
    // Removed since the listing, by a process that has ended.
  }
}
