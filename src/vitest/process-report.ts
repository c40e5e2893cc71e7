import { resolve } from 'node:path'
import type { TestModule, Vitest } from 'vitest/node'
import type { CoverageMapData, ProcessLines, ProcessRecord } from '../core/index.ts'
import { buildReport } from '../report/content/build-report.ts'
import { type FileLines, readFileLines } from '../report/content/file-lines.ts'
import { LineCollector } from '../report/content/line-collector.ts'
import { mergeReports } from '../report/content/merge-reports.ts'
import type { ProcessReport } from '../report/content/model.ts'
import { createRedact } from '../report/content/redact.ts'
import { publishReport } from '../report/publish.ts'
import type { ResolvedOptions } from '../run/options.ts'

/** Under this key of a test file's `meta` a shard's report travels inside the blob. As text: blobs are slow with deep data. */
const metaKey = 'covtree'

/** Collects what the process report needs while one run's counts are combined. */
export class ProcessReportBuilder {
  readonly #vitest: Vitest
  readonly #options: ResolvedOptions
  readonly #before: Map<string, FileLines> | undefined
  readonly #collector = new LineCollector()

  /** @param map the coverage map before the processes' counts come in */
  constructor(vitest: Vitest, options: ResolvedOptions, map: CoverageMapData) {
    this.#vitest = vitest
    this.#options = options
    const needsLines = hasPage(vitest, options) || options.contexts || options.tree
    if (needsLines) this.#before = readFileLines(map)
  }

  /** To be handed to `combine`; undefined if nobody wants to know lines by process. */
  get onProcessLines(): ((id: string, files: readonly ProcessLines[]) => void) | undefined {
    return this.#before && ((id, files) => this.#collector.add(id, files))
  }

  /** @param map the coverage map with the processes' counts */
  build(processes: readonly ProcessRecord[], map: CoverageMapData): ProcessReport {
    const { config } = this.#vitest
    const before = this.#before
    return buildReport({
      root: config.root,
      processes,
      redact: createRedact(this.#options.redact),
      ...(config.shard && { shard: `${config.shard.index}/${config.shard.count}` }),
      ...(before && { lines: { collected: this.#collector.collected, before, after: readFileLines(map) } }),
    })
  }
}

/** Puts the report into the blob that the blob reporter is about to write, if there is one. */
export function addToBlob(vitest: Vitest, report: ProcessReport): void {
  const isBlob = vitest.config.reporters.some(
    reporter => (Array.isArray(reporter) ? reporter[0] : reporter) === 'blob',
  )
  const file = vitest.state.getFiles()[0]
  if (isBlob && file) (file.meta as Record<string, unknown>)[metaKey] = JSON.stringify(report)
}

/** The reports of all shards as one, taken from the test files that the blobs brought; undefined if there is none. */
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
export function publish(vitest: Vitest, options: ResolvedOptions, report: ProcessReport): void {
  const lines = publishReport(report, {
    folder: resolve(vitest.config.root, vitest.config.coverage.reportsDirectory),
    html: hasPage(vitest, options),
    contexts: options.contexts,
    tree: options.tree,
    jobSummary: options.jobSummary,
    environment: process.env,
  })
  for (const line of lines) vitest.logger.log(line)
  if (options.failOnLost && report.summary.lost > 0) {
    vitest.logger.error(
      'ERROR: processes were lost and `coverage.subprocess.failOnLost` is set (lost-processes)',
    )
    process.exitCode = 1
  }
}

function hasPage({ config }: Vitest, options: ResolvedOptions): boolean {
  const reporters = (config.coverage as { reporter?: (string | [string, unknown])[] }).reporter ?? []
  return (
    options.html ?? reporters.some(reporter => (Array.isArray(reporter) ? reporter[0] : reporter) === 'html')
  )
}
