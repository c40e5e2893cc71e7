import { extname } from 'node:path'
import { parseStructure } from '../../core/combining/own-structure.ts'
import type { CoverageMapData, FileCoverageData } from '../../core/index.ts'
import { decodeSourceMap } from '../../core/texts/source-map.ts'
import { removeMark } from '../../system/byte-order-mark.ts'
import { readRegularFile } from '../../system/read-regular-file.ts'
import { placeElseIfs } from './else-ifs.ts'
import { findTranspiler, type Transpile } from './transpile.ts'

/** Makes the structures of source files, with all counts 0. Leaves out files that it cannot read. */
export type StructuresFor = (paths: string[]) => Promise<CoverageMapData>

/**
 * Makes structures of the sources on disk. A file then has one structure, whatever tool compiled it for a process, in whatever order
 * data is read, and also if no process ran it.
 */
export function structuresFromDisk(root: string): StructuresFor {
  let found: { transpile: Transpile | undefined } | undefined
  const findTranspile = () => {
    found ??= { transpile: findTranspiler(root) }
    return found.transpile
  }
  return async paths => {
    const map: CoverageMapData = {}
    for (const path of paths) {
      const file = await createFromDisk(path, findTranspile)
      if (file) map[path] = file
    }
    return map
  }
}

async function createFromDisk(
  path: string,
  findTranspile: () => Transpile | undefined,
): Promise<FileCoverageData | undefined> {
  try {
    const source = removeMark(readRegularFile(path))
    if (/^\.[cm]?js$/.test(extname(path))) {
      const script = { path, text: source, sourceMap: undefined, shift: 0 }
      const file = await parseStructure(path, script)
      if (file) return file
    }
    // TypeScript, or JavaScript that holds JSX.
    const { code, map } = findTranspile()!(source, path)
    const sourceMap = map === undefined ? undefined : decodeSourceMap(withSource(map, path, source), path)
    const file = await parseStructure(path, { path, text: code, sourceMap, shift: 0 })
    return file && placeElseIfs(file, source)
  } catch {
    // The core makes a structure of the text that ran.
    return undefined
  }
}

/** Replaces the transpiler's name of the source by its path. */
function withSource(map: string, path: string, source: string): object {
  return { ...(JSON.parse(map) as object), sourceRoot: '', sources: [path], sourcesContent: [source] }
}
