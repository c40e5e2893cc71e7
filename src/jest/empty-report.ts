import type { FileCoverageData } from '../core/index.ts'
import type { CoverageMapLike } from '../run/host.ts'

/**
 * The map without the files that Jest gave no structure: with the provider v8, it reads no source of a file that no test loaded, and
 * reports the whole file as one function and one branch named `(empty-report)`. A file that is added replaces its empty report.
 */
export function hideEmptyReports(map: CoverageMapLike & { data: Record<string, unknown> }): CoverageMapLike {
  const isEmpty = (path: string) => isEmptyReport(map.fileCoverageFor(path).toJSON())
  return {
    files: () => map.files().filter(path => !isEmpty(path)),
    fileCoverageFor: path => map.fileCoverageFor(path),
    addFileCoverage(file) {
      if (file.path in map.data && isEmpty(file.path)) delete map.data[file.path]
      map.addFileCoverage(file)
    },
  }
}

function isEmptyReport(file: FileCoverageData): boolean {
  return Object.values(file.fnMap).some(({ name }) => name === '(empty-report)')
}
