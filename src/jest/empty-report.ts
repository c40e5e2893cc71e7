import type { CoverageMapData, FileCoverageData } from '../core/index.ts'

/**
 * Whether a file's coverage says no more than that nobody loaded it. With the provider v8, Jest reads no source for such a file:
 * all of it is one function and one branch of this name.
 */
export function isEmptyReport(file: FileCoverageData): boolean {
  return Object.values(file.fnMap).some(({ name }) => name === '(empty-report)')
}

/** Takes the files without a structure out of a map. Processes may give them one. */
export function takeEmptyReports(map: CoverageMapData): Set<string> {
  const paths = new Set<string>()
  for (const [path, file] of Object.entries(map)) {
    if (!isEmptyReport(file)) continue
    paths.add(path)
    delete map[path]
  }
  return paths
}
