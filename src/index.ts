// The core API: what another runner's adapter, or a script, needs. Documented in docs/api.md.

export type { CovtreeConfig } from './cli/settings.ts'
export type { ProcessEnd, ProcessInfo } from './contract/process-info.ts'
export type {
  BranchMapping,
  Counting,
  CoverageMapData,
  FileCoverageData,
  FunctionMapping,
  Location,
  OnProcessLines,
  OnProgress,
  Position,
  ProcessLines,
  ProcessRecord,
  ProcessState,
} from './core/index.ts'
export type { PathAlias } from './core/path-aliases.ts'
export type { Metric } from './report/content/totals.ts'
export {
  describeProcesses,
  type NamedProcess,
  type RunWarning,
  type TerminalContext,
} from './report/output/terminal.ts'
export {
  type CombinedFolder as Combined,
  type CombineFolderOptions as CombineOptions,
  combineFolder as combine,
} from './run/combine-folder.ts'
export { type Measurement, type MeasureOptions, measure } from './run/measure.ts'
export type { SubprocessOptions } from './run/options.ts'
export { checkThresholds, type Thresholds } from './run/reports/thresholds.ts'
export { type ReporterSetting, type ReportOptions, writeReports } from './run/reports/write-reports.ts'
export { createFileFilter, type FileFilter, type FileFilterOptions } from './run/sources/file-filter.ts'
export type { StructuresFor } from './run/sources/structures.ts'
