import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import libCoverage from 'istanbul-lib-coverage'
import type { Counting, CoverageMapData } from '../../core/index.ts'
import { createPathMapper, type PathAlias } from '../../core/path-aliases.ts'
import { OptionError } from '../option.ts'
import { keptNames } from './kept-data.ts'
import { listOwn } from './own-files.ts'

/** The sum of other tools' coverage maps. */
export interface KeptMaps {
  map: CoverageMapData
  /** The tool that counted. Istanbul has counters in places where V8 has none. */
  counting: Counting
  /** Files that could not be read. */
  unreadable: string[]
}

/** Adds up the imported coverage maps of a data folder, each file under its path on this machine. */
export function readKeptMaps(folder: string, paths: readonly PathAlias[]): KeptMaps {
  const names = listMaps(folder)
  if (names.length === 0) return { map: {}, counting: 'v8', unreadable: [] }
  const mapPath = createPathMapper(paths)
  const sum = libCoverage.createCoverageMap({})
  const unreadable: string[] = []
  let isInstrumented = false
  for (const name of names) {
    const path = join(folder, keptNames.maps, name)
    try {
      for (const file of Object.values(JSON.parse(readFileSync(path, 'utf8')) as CoverageMapData)) {
        // Only babel-plugin-istanbul adds these keys.
        isInstrumented ||= '_coverageSchema' in file || 'hash' in file
        sum.addFileCoverage({ ...file, path: mapPath(file.path) } as libCoverage.FileCoverageData)
      }
    } catch {
      unreadable.push(path)
    }
  }
  // JSON makes plain data of it, which the core may change.
  const map = JSON.parse(JSON.stringify(sum)) as CoverageMapData
  return { map, counting: isInstrumented ? 'istanbul' : 'v8', unreadable }
}

/** Lists the maps in the order of their hashes, so that the sum does not depend on the order of imports. */
function listMaps(folder: string): string[] {
  const maps = join(folder, keptNames.maps)
  return existsSync(maps) ? readdirSync(maps).sort() : []
}

/**
 * Reads the path aliases that `covtree combine --paths` was given.
 * @throws {OptionError} if that cannot be read any more
 */
export function readKeptPaths(folder: string): PathAlias[] {
  const path = join(folder, keptNames.paths)
  if (!existsSync(path)) return []
  try {
    const aliases: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (Array.isArray(aliases) && aliases.every(isAlias)) return aliases
  } catch {
    // Truncated, or this user may not read it.
  }
  // A folder of something else.
  if (listOwn(folder).length === 0) return []
  throw new OptionError(`Cannot read ${path}: remove it, and name the folders by \`--paths /there=.\`.`)
}

function isAlias(alias: Partial<PathAlias> | null): alias is PathAlias {
  return typeof alias?.from === 'string' && typeof alias.to === 'string'
}

/** Keeps path aliases for the report. */
export function keepPaths(folder: string, paths: readonly PathAlias[]): void {
  const all = new Map([...readKeptPaths(folder), ...paths].map(alias => [alias.from, alias]))
  if (all.size > 0)
    writeFileSync(join(folder, keptNames.paths), JSON.stringify([...all.values()]), { mode: 0o600 })
}
