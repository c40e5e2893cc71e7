import type { CoverageMapData } from '../core/index.ts'
import type { CombinedFolder } from '../run/combine-folder.ts'
import { publishResults } from '../run/host.ts'
import { nameOf, ProcessReporter, type ProcessReportOptions } from '../run/reports/process-report.ts'
import { checkThresholds } from '../run/reports/thresholds.ts'
import { writeReports } from '../run/reports/write-reports.ts'
import { ignoreClosedOutput } from './closed-output.ts'
import type { Settings } from './settings.ts'

/**
 * Makes the reporter, which collects lines by process while data is read.
 * @param map coverage that other tools brought
 */
export function createProcessReporter(settings: Settings, map: CoverageMapData = {}): ProcessReporter {
  ignoreClosedOutput()
  const hasTestWorkers = Object.keys(map).length > 0
  return new ProcessReporter({ ...describeReport(settings), hasTestWorkers }, map)
}

function describeReport({ root, processes, reportsDir, reporters }: Settings): ProcessReportOptions {
  return {
    root,
    settings: processes,
    folder: reportsDir,
    reporters,
    hasFiles: reporters.some(reporter => nameOf(reporter) !== 'none'),
  }
}

/**
 * Writes the reports, prints how many processes there were, and checks the thresholds.
 * @returns the exit code: 1 if a threshold was missed, or if a process was lost and `failOnLost` is set
 */
export function showResults(
  { map, processes, warnings }: CombinedFolder,
  reporter: ProcessReporter,
  settings: Settings,
): number {
  writeReports(map, { root: settings.root, reporters: settings.reporters, folder: settings.reportsDir })
  const failures = settings.check ? checkThresholds(map, settings.check, settings.root) : []
  publishResults({ report: reporter.build(processes, map), warnings }, describeReport(settings), {
    log: line => process.stdout.write(`${line}\n`),
    warn: line => printErrors([line]),
    fail: message => failures.push(message),
  })
  printErrors(failures.map(failure => `covtree: ${failure}`))
  return failures.length > 0 ? 1 : 0
}

/** Prints lines to stderr. */
export function printErrors(lines: readonly string[]): void {
  if (lines.length > 0) process.stderr.write(`${lines.join('\n')}\n`)
}
