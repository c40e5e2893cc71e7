import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf } from '../../contract/folder-of.ts'
import type { CoverageMapData } from '../../core/index.ts'

/** How much text is gathered for one write, in UTF-16 units. */
const chunk = 2 ** 20

/**
 * Writes coverage-final.json as istanbul-reports does, byte by byte, without loading that and all it is made of: for a report that
 * only programs read, it takes as long as combining.
 */
export function writeJsonReport(map: CoverageMapData, folder: string): void {
  mkdirSync(folder, { recursive: true })
  const file = openSync(join(folder, 'coverage-final.json'), 'w')
  try {
    let text = '{'
    for (const [index, key] of sortPaths(Object.keys(map)).entries()) {
      const data = map[key]!
      text += `${index === 0 ? '' : ','}${JSON.stringify(data.path)}: ${JSON.stringify(data)}\n`
      if (text.length < chunk) continue
      writeFileSync(file, text)
      text = ''
    }
    writeFileSync(file, `${text}}\n`)
  } finally {
    closeSync(file)
  }
}

/** Folder by folder, as istanbul-lib-report goes through its tree. */
function sortPaths(paths: string[]): string[] {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return paths
    .map(path => ({ path, folder: folderOf(path) }))
    .sort((a, b) => compare(a.folder, b.folder) || compare(a.path, b.path))
    .map(({ path }) => path)
}
