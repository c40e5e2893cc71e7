import { describeProcesses, describeWarnings } from '../report/terminal.ts'
import type { Collected } from '../run/collect.ts'
import { checkThresholds } from '../run/thresholds.ts'
import { writeReports } from '../run/write-reports.ts'
import type { Settings } from './settings.ts'

/**
 * Writes the reports, says how many processes there were, and checks the thresholds.
 * @returns the exit code: 1 if thresholds were missed or processes lost that must not be
 */
export function showResults({ map, processes, warnings }: Collected, settings: Settings): number {
  writeReports(map, { root: settings.root, reporters: settings.reporters, folder: settings.reportsDir })
  printErrors(describeWarnings(warnings))
  process.stdout.write(
    describeProcesses(processes)
      .map(line => `${line}\n`)
      .join(''),
  )
  const failures = settings.check ? checkThresholds(map, settings.check, settings.root) : []
  if (settings.processes.failOnLost && processes.some(process => process.state === 'lost')) {
    failures.push('processes were lost and `failOnLost` is set (lost-processes)')
  }
  printErrors(failures.map(failure => `covtree: ${failure}`))
  return failures.length > 0 ? 1 : 0
}

/** Prints lines to stderr. */
export function printErrors(lines: readonly string[]): void {
  if (lines.length > 0) process.stderr.write(`${lines.join('\n')}\n`)
}
