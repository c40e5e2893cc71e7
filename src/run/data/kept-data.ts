import { readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { dataFolderNames, isDataFileName } from '../../contract/data-file.ts'

/** Folder of coverage maps of other tools inside a data folder, and of where folders of other machines lie here. */
export const keptNames = { maps: 'maps', paths: 'paths.json' } as const

/** The prefix of data files in a folder that covtree itself made. */
export const dataPrefix = 'data'

/** What covtree writes into a data folder. Nothing else is ever removed from one. */
const own = new Set<string>([
  ...Object.values(dataFolderNames),
  ...Object.values(keptNames),
  'config.json',
  '.gitignore',
])

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

/** Removes the data in a folder, and the folder if nothing else is in it. Returns how many data files there were. */
export function eraseData(folder: string): number {
  if (!isFolder(folder)) return 0
  const names = readdirSync(folder)
  const files = names.filter(isDataFile)
  for (const name of names) {
    if (own.has(name) || isOwnFile(name))
      rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 })
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder)
  return files.length
}

/** Keeps git from seeing a data folder inside a project. */
export function hideFromGit(folder: string): void {
  writeFileSync(join(folder, '.gitignore'), '*\n')
}

/** Whether a file's name is that of a data file. */
export function isDataFile(name: string): boolean {
  return isDataFileName(name, dataPrefix)
}

/** Data files, start files, and what a process that died while it wrote one left of it. */
function isOwnFile(name: string): boolean {
  return (
    isDataFile(name) ||
    name.startsWith('config.json.') ||
    (basename(name).startsWith('.') && name.endsWith('.tmp'))
  )
}
