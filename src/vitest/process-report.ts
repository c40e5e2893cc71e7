import { resolve } from 'node:path'
import type { TestModule, Vitest } from 'vitest/node'
import { mergeReports } from '../report/content/merge-reports.ts'
import type { ProcessReport } from '../report/content/model.ts'
import { type Added, publishResults } from '../run/host.ts'
import type { ResolvedOptions } from '../run/options.ts'
import { nameOf, type ProcessReportOptions, type ReporterName } from '../run/reports/process-report.ts'

/** Key of a test file's `meta` under which a blob holds the shard's process report. It is text, because Vitest is slow to write deep data. */
const metaKey = 'covtree'

/** Describes Vitest's report for the process report. */
export function describeReport({ config }: Vitest, settings: ResolvedOptions): ProcessReportOptions {
  const { root, coverage, shard } = config
  return {
    root,
    settings,
    folder: resolve(root, coverage.reportsDirectory),
    reporters: (coverage as { reporter?: ReporterName[] }).reporter ?? [],
    shard: shard && `${shard.index}/${shard.count}`,
  }
}

/** Puts the report into the blob that the blob reporter is about to write, if there is one. */
export function addToBlob(vitest: Vitest, report: ProcessReport): void {
  const isBlob = (vitest.config.reporters as ReporterName[]).some(reporter => nameOf(reporter) === 'blob')
  const file = vitest.state.getFiles()[0]
  if (isBlob && file) (file.meta as Record<string, unknown>)[metaKey] = JSON.stringify(report)
}

/** Merges the process reports of all shards, which are in the blobs' test files; undefined if there is none. */
export function mergeFromBlobs(vitest: Vitest, modules: readonly TestModule[]): ProcessReport | undefined {
  const reports: ProcessReport[] = []
  for (const module of modules) {
    const text = (module.meta() as Record<string, unknown>)[metaKey]
    if (typeof text !== 'string') continue
    const report = JSON.parse(text) as ProcessReport
    if (report.version === 1) reports.push(report)
  }
  return reports.length > 0 ? mergeReports(reports, vitest.config.root) : undefined
}

/** Writes and prints the report. */
export function publish(vitest: Vitest, settings: ResolvedOptions, added: Added): void {
  const { logger } = vitest
  publishResults(added, describeReport(vitest, settings), {
    optionPrefix: 'coverage.subprocess.',
    log: line => logger.log(line),
    warn: line => logger.warn(line),
    fail(message) {
      logger.error(`ERROR: ${message}`)
      process.exitCode = 1
    },
  })
}
