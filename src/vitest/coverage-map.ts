import type { CoverageMapData, FileCoverageData } from '../core/index.ts'

/** What istanbul-lib-coverage (Vitest 4) and its fork in Vitest 5 have in common. */
export interface CoverageMapLike {
  files(): string[]
  fileCoverageFor(path: string): { toJSON(): FileCoverageData }
  /** Throws for an instance that comes from another copy of the library; takes plain data. */
  addFileCoverage(file: FileCoverageData): void
}

/** Whether a provider's result is such a map: that of a custom provider may be anything. */
export function isCoverageMap(result: unknown): result is CoverageMapLike {
  const { files, fileCoverageFor, addFileCoverage } = (result ?? {}) as Partial<CoverageMapLike>
  return [files, fileCoverageFor, addFileCoverage].every(method => typeof method === 'function')
}

/** The map as plain data. The objects are the map's own: counts added to them are counts of the map. */
export function readMap(map: CoverageMapLike): CoverageMapData {
  const data: CoverageMapData = {}
  for (const path of map.files()) data[path] = map.fileCoverageFor(path).toJSON()
  return data
}

/** Adds the files that are in `data` but were not in the map. */
export function addFiles(map: CoverageMapLike, data: CoverageMapData, known: ReadonlySet<string>): void {
  for (const [path, file] of Object.entries(data)) {
    if (!known.has(path)) map.addFileCoverage(file)
  }
}
