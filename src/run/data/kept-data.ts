import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolderNames, isDataFileName } from '../../contract/data-layout.ts'

/** Folder of coverage maps of other tools inside a data folder, and of where folders of other machines lie here. */
export const keptNames = { maps: 'maps', paths: 'paths.json' } as const

/** The prefix of data files in a folder that covtree itself made. */
export const dataPrefix = 'data'

/** Whether a path is that of a folder that is there. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    // Not there, or below a file.
    return false
  }
}

/** Whether a folder holds data of covtree. */
export function hasData(folder: string): boolean {
  if (!isFolder(folder)) return false
  const names = readdirSync(folder)
  return (
    names.some(isDataFile) ||
    [dataFolderNames.live, keptNames.maps].some(
      name => names.includes(name) && readdirSync(join(folder, name)).length > 0,
    )
  )
}

/** Whether a file's name is that of a data file. */
export function isDataFile(name: string): boolean {
  return isDataFileName(name, dataPrefix)
}
