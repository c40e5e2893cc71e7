import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolderNames, isDataFileName } from '../../contract/data-layout.ts'

/** Names in a data folder: the folder of other tools' coverage maps, and the file of path aliases. */
export const keptNames = { maps: 'maps', paths: 'paths.json' } as const

/** All folders of a data folder. */
export const partNames: readonly string[] = [...Object.values(dataFolderNames), keptNames.maps]

/** Prefix of data files in a folder that covtree made. */
export const dataPrefix = 'data'

/** Whether a folder of this path exists. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    // It does not exist, or a part of its path is a file.
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
