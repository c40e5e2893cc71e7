import type { CoverageMapData, FileCoverageData } from '../core/index.ts'

// The parts of Jest (29 and 30) that covtree uses. Of its own packages only what a project runs anyway is loaded.

/** Jest's settings for the whole run. */
export interface GlobalConfig {
  collectCoverage: boolean
  collectCoverageFrom: string[]
  coverageDirectory: string
  coverageProvider: 'babel' | 'v8'
  coverageReporters: (string | [string, unknown])[]
  globalSetup?: string | null
  rootDir: string
  projects: string[]
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

/** What istanbul-lib-coverage has in all its versions. */
export interface CoverageMapLike {
  data: Record<string, unknown>
  files(): string[]
  fileCoverageFor(path: string): { toJSON(): FileCoverageData }
  addFileCoverage(file: FileCoverageData): void
}

/** What istanbul-lib-report hands to each report. */
export interface ReportContext {
  constructor: new (options: object) => ReportContext
  dir: string
  watermarks: unknown
  sourceFinder: unknown
}

/** The reporter that Jest adds by itself behind those of the config. */
export interface CoverageReporter {
  _globalConfig: GlobalConfig
  _context?: { changedFiles?: Set<string>; sourcesRelatedToTestsInChangedFiles?: Set<string> }
  _sourceMapStore: { transformCoverage(map: CoverageMapLike): Promise<CoverageMapLike> }
  _getCoverageResult(): Promise<{ map: CoverageMapLike; reportContext: ReportContext }>
  onRunComplete(contexts: Set<TestContext>, results: unknown): Promise<void>
}

/** The map as plain data. The objects are the map's own: counts added to them are counts of the map. */
export function readMap(map: CoverageMapLike): CoverageMapData {
  const data: CoverageMapData = {}
  for (const path of map.files()) data[path] = map.fileCoverageFor(path).toJSON()
  return data
}
