import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import libCoverage from 'istanbul-lib-coverage'
import libReport from 'istanbul-lib-report'
import reports from 'istanbul-reports'
import type { CoverageMapData } from '../../core/index.ts'
import { OptionError } from '../option.ts'

/** A report's name, one of istanbul-reports or a module, with its settings. */
export type ReporterSetting = string | [name: string, options?: Record<string, unknown>]

/** The reports of istanbul-reports. */
export const reporterNames = [
  'clover',
  'cobertura',
  'html',
  'html-spa',
  'json',
  'json-summary',
  'lcov',
  'lcovonly',
  'none',
  'teamcity',
  'text',
  'text-lcov',
  'text-summary',
] as const

/** Settings of {@link writeReports}. */
export interface ReportOptions {
  /** Sources are named relative to this folder. */
  root: string
  reporters: readonly ReporterSetting[]
  /** Absolute path of the folder for report files. */
  folder: string
}

/**
 * Checks that all reporters exist, before the command runs.
 * @throws {OptionError} for a name that is neither a report of istanbul-reports nor a module
 */
export function checkReporters(reporters: readonly ReporterSetting[], option: string, root: string): void {
  for (const [name] of reporters.map(toPair)) findReporter(name, option, root)
}

/** Writes the reports of a coverage map; those for the terminal go to stdout. */
export function writeReports(map: CoverageMapData, { root, reporters, folder }: ReportOptions): void {
  const context = libReport.createContext({
    dir: folder,
    coverageMap: libCoverage.createCoverageMap(map as libCoverage.CoverageMapData),
  })
  for (const [name, options] of reporters.map(toPair)) {
    const settings = { projectRoot: root, maxCols: process.stdout.columns || 120, ...options }
    const report = reports.create(findReporter(name, 'reporter', root) as 'json', settings as never)
    // A cast for @types/istanbul-reports, which know a narrower context than istanbul-lib-report makes.
    report.execute(context)
  }
}

function toPair(setting: ReporterSetting): [name: string, options: Record<string, unknown>] {
  return typeof setting === 'string' ? [setting, {}] : [setting[0], setting[1] ?? {}]
}

function findReporter(name: string, option: string, root: string): string {
  if ((reporterNames as readonly string[]).includes(name)) return name
  try {
    return createRequire(resolve(root, 'package.json')).resolve(name)
  } catch {
    throw new OptionError(
      `Invalid \`${option}\` value '${name}': use one of ${reporterNames.join(', ')}, or install a module of that name.`,
    )
  }
}
