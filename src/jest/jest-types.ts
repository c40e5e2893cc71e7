// The parts of Jest (29 and 30) that covtree uses.
import type { CoverageMapLike } from '../run/host.ts'

/** Jest's settings for the whole run. */
export interface GlobalConfig {
  collectCoverage: boolean
  collectCoverageFrom: string[]
  coverageDirectory: string
  coverageProvider: 'babel' | 'v8'
  coverageReporters: (string | [string, unknown])[]
  globalSetup?: string | null
  rootDir: string
  projects: (string | { rootDir?: string })[]
  shard?: { shardIndex: number; shardCount: number }
  watch: boolean
  watchAll: boolean
}

/** Jest's settings for one project. */
export interface ProjectConfig {
  rootDir: string
}

/** One project of a run. */
export interface TestContext {
  config: ProjectConfig
}

/** Jest's coverage map, of istanbul-lib-coverage. */
export interface JestCoverageMap extends CoverageMapLike {
  data: Record<string, unknown>
}

/** A context of istanbul-lib-report, which each report is given. */
export interface ReportContext {
  constructor: new (options: object) => ReportContext
  dir: string
  watermarks: unknown
  sourceFinder: unknown
}

/** Jest's own reporter, which runs after those of the config. */
export interface CoverageReporter {
  _globalConfig: GlobalConfig
  _context?: { changedFiles?: Set<string>; sourcesRelatedToTestsInChangedFiles?: Set<string> }
  _sourceMapStore: { transformCoverage(map: JestCoverageMap): Promise<JestCoverageMap> }
  _getCoverageResult(): Promise<{ map: JestCoverageMap; reportContext: ReportContext }>
  onRunComplete(contexts: Set<TestContext>, results: unknown): Promise<void>
}
