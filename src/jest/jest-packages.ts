import { createRequire } from 'node:module'
import type { FileCoverageData } from '../core/index.ts'
import type { CoverageReporter, JestCoverageMap, ProjectConfig } from './jest-types.ts'

/** A project's transform. */
export interface ScriptTransformer {
  transformSourceAsync(path: string, source: string, options: object): Promise<{ code: string }>
}

/** The parts of one Jest that covtree uses to add counts. */
export interface JestPackages {
  CoverageReporter: { prototype: CoverageReporter }
  /** Whether a file belongs to the report: include and ignore patterns, tests, mocks, changed files. */
  shouldInstrument(path: string, options: object, config: ProjectConfig): boolean
  /** Makes the transform of a project. */
  createScriptTransformer(config: ProjectConfig): Promise<ScriptTransformer>
  /** Finds the coverage with all counts 0 that an instrumented text holds. */
  readInitialCoverage(code: string): { coverageData: FileCoverageData } | null
  createCoverageMap(data: object): JestCoverageMap
}

/**
 * Finds the packages of the Jest that runs in this process, among the loaded modules. A process may have loaded more than one Jest.
 */
export function findJestPackages(): JestPackages[] {
  const { cache } = createRequire(import.meta.url)
  const entries = Object.keys(cache).filter(file =>
    /[\\/]@jest[\\/]reporters[\\/]build[\\/]index\.js$/.test(file),
  )
  return entries.map(entry => {
    const require = createRequire(entry)
    return {
      CoverageReporter: require(entry).CoverageReporter,
      shouldInstrument: require('@jest/transform').shouldInstrument,
      createScriptTransformer: require('@jest/transform').createScriptTransformer,
      readInitialCoverage: require('istanbul-lib-instrument').readInitialCoverage,
      createCoverageMap: require('istanbul-lib-coverage').createCoverageMap,
    }
  })
}
