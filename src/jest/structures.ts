import { readFileSync } from 'node:fs'
import type { CoverageMapData, FileCoverageData } from '../core/index.ts'
import { readMap } from '../run/host.ts'
import { type StructuresFor, structuresFromDisk } from '../run/sources/structures.ts'
import type { JestPackages } from './jest-packages.ts'
import type { CoverageReporter, TestContext } from './jest-types.ts'

/** The parts of Jest that make structures: its packages, its coverage reporter, and the projects of the run. */
export interface JestHost {
  jest: JestPackages
  reporter: CoverageReporter
  contexts: readonly TestContext[]
}

/** Whether an absolute path belongs to the report of a project. */
export type IsIncludedIn = (path: string, context: TestContext) => boolean

/**
 * Makes file coverages with all counts 0, of files that only processes ran. With the provider babel, Jest's own transform and
 * instrumenter make them. The provider v8 has no structure of files that Jest did not run, so those are read from the sources.
 */
export function structuresFromJest(
  { jest, reporter, contexts }: JestHost,
  isIncludedIn: IsIncludedIn,
): StructuresFor {
  const globalConfig = reporter._globalConfig
  if (globalConfig.coverageProvider === 'v8') return structuresFromDisk(globalConfig.rootDir)
  return async paths => {
    const map = jest.createCoverageMap({})
    for (const path of paths) {
      const context = contexts.find(context => isIncludedIn(path, context))
      const file = context && (await instrument(jest, path, context))
      if (file) map.addFileCoverage(file)
    }
    return zeroCounts(readMap(await reporter._sourceMapStore.transformCoverage(map)))
  }
}

/** Instruments a file as Jest's coverage reporter does for files that no test loaded. */
async function instrument(
  jest: JestPackages,
  path: string,
  { config }: TestContext,
): Promise<FileCoverageData | undefined> {
  try {
    const transformer = await jest.createScriptTransformer(config)
    const { code } = await transformer.transformSourceAsync(path, readFileSync(path, 'utf8'), {
      instrument: true,
      supportsDynamicImport: true,
      supportsExportNamespaceFrom: true,
      supportsStaticESM: true,
      supportsTopLevelAwait: true,
    })
    return jest.readInitialCoverage(code)?.coverageData
  } catch {
    // The project's transform cannot read the file.
    return undefined
  }
}

/** Sets all counts to 0: a source map that names a place twice makes other counts of code that never ran. */
function zeroCounts(map: CoverageMapData): CoverageMapData {
  for (const { s, f, b } of Object.values(map)) {
    for (const id in s) s[id] = 0
    for (const id in f) f[id] = 0
    for (const id in b) b[id] = b[id]!.map(() => 0)
  }
  return map
}
