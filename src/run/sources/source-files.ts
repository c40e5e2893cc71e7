import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FileFilter } from './file-filter.ts'

const sourceFile = /(?<!\.d)\.[cm]?[jt]sx?$/

/**
 * Lists the source files below a folder that belong to the report, sorted. Node's own `glob` came with Node 22; folders that
 * hold no sources (`node_modules`, `.git`) are not entered, links are not followed.
 */
export function listSourceFiles(root: string, isIncluded: FileFilter): string[] {
  return listFiles(root, path => sourceFile.test(path) && isIncluded(path)).sort()
}

/** Lists the files below a folder that are wanted, at most `most`. */
export function listFiles(root: string, isWanted: FileFilter, most = Number.POSITIVE_INFINITY): string[] {
  const files: string[] = []
  const folders = [root]
  for (let folder = folders.pop(); folder !== undefined && files.length < most; folder = folders.pop()) {
    for (const entry of readFolder(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() && isWanted(path)) files.push(path)
    }
  }
  return files
}

/** What a folder holds, without folders that hold no sources of the project. */
export function readFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(
      entry => !(entry.isDirectory() && (entry.name === 'node_modules' || entry.name === '.git')),
    )
  } catch {
    // A folder that this user may not read holds no source that a process of this user ran.
    return []
  }
}
