// The core API: what another runner's adapter, or a script, needs.

export type { CovtreeConfig } from './cli/settings.ts'
export * from './core/index.ts'
export type { PathAlias } from './core/path-aliases.ts'
export { type Collected, type CollectOptions, collect } from './run/collect.ts'
export { createFileFilter, type FileFilter, type FileFilterOptions } from './run/file-filter.ts'
export { type Measurement, type MeasureOptions, measure } from './run/measure.ts'
export type { SubprocessOptions } from './run/options.ts'
export { checkThresholds, type Metric, type Thresholds } from './run/thresholds.ts'
export { type ReporterSetting, type ReportOptions, writeReports } from './run/write-reports.ts'
