import { resolve } from 'node:path'
import { combine } from '../core/index.ts'
import type { ProcessReport } from '../report/content/model.ts'
import { describeWarnings, type RunWarning } from '../report/output/terminal.ts'
import { askForData } from '../run/data/ask-for-data.ts'
import { withProgress } from '../run/progress.ts'
import {
  ProcessReporter,
  type ProcessReportOptions,
  publishProcesses,
} from '../run/reports/process-report.ts'
import { takeEmptyReports } from './empty-report.ts'
import { findJestPackages } from './jest-packages.ts'
import {
  type CoverageMapLike,
  type CoverageReporter,
  type GlobalConfig,
  type ReportContext,
  readMap,
} from './jest-types.ts'
import type { JestRun } from './run.ts'
import { type IsIncludedIn, type JestHost, structuresFromJest } from './structures.ts'

// Loaded at the end of a run. Jest makes its coverage map inside of its own reporter, which comes behind those of the config.

/** What there is to tell when Jest has written its reports. */
interface Results {
  report: ProcessReport
  /** Where the report goes. */
  reportOptions: ProcessReportOptions
  warnings: RunWarning[]
}

/**
 * Lets Jest's coverage reporter, which is about to run, add the processes' counts to its map before it reports and checks
 * thresholds. Returns false if this Jest has none that is known.
 * @param onDone called when all has been reported
 */
export function addToCoverage(run: JestRun, onDone: () => void): boolean {
  const packages = findJestPackages().filter(({ CoverageReporter }) => isKnown(CoverageReporter?.prototype))
  for (const jest of packages) {
    const { prototype } = jest.CoverageReporter
    const { onRunComplete } = prototype
    prototype.onRunComplete = async function (this: CoverageReporter, contexts, results) {
      prototype.onRunComplete = onRunComplete
      const found: Partial<Results> = {}
      const getCoverageResult = this._getCoverageResult
      this._getCoverageResult = async () => {
        const result = await getCoverageResult.call(this)
        Object.assign(
          found,
          await addCounts(run, { jest, reporter: this, contexts: [...contexts] }, result.map),
        )
        return { map: result.map, reportContext: renewContext(result) }
      }
      await onRunComplete.call(this, contexts, results)
      publish(run, found)
      onDone()
    }
  }
  return packages.length > 0
}

/** A context of istanbul-lib-report lists the files of its map when it is made. */
function renewContext({ map, reportContext }: { map: CoverageMapLike; reportContext: ReportContext }) {
  const { constructor: Context, dir, watermarks, sourceFinder } = reportContext
  return new Context({ coverageMap: map, dir, watermarks, sourceFinder })
}

function isKnown(prototype: Partial<CoverageReporter> | undefined): boolean {
  return typeof prototype?.onRunComplete === 'function' && typeof prototype._getCoverageResult === 'function'
}

async function addCounts(run: JestRun, host: JestHost, coverageMap: CoverageMapLike): Promise<Results> {
  const { coverageProvider } = host.reporter._globalConfig
  const fault = await askForData(run.folder)
  const map = readMap(coverageMap)
  const empty = takeEmptyReports(map)
  const known = new Set(Object.keys(map))
  const reportOptions = describeReport(host.reporter._globalConfig, run)
  const processReporter = new ProcessReporter(reportOptions, map)
  const isIncludedIn = createFilter(host)
  const combined = await withProgress(['combining', 'processes'], onProgress =>
    combine({
      dataFile: run.folder.dataFile,
      map,
      isIncluded: path => host.contexts.some(context => isIncludedIn(path, context)),
      structuresFor: structuresFromJest(host, isIncludedIn),
      counting: coverageProvider === 'v8' ? 'v8-to-istanbul' : 'istanbul',
      onProcessLines: processReporter.onProcessLines,
      onProgress,
    }),
  )
  for (const [path, file] of Object.entries(map)) {
    if (known.has(path)) continue
    if (empty.has(path)) delete coverageMap.data[path]
    coverageMap.addFileCoverage(file)
  }
  return {
    report: processReporter.build(combined.processes, map),
    reportOptions,
    warnings: fault ? [{ message: fault }, ...combined.warnings] : combined.warnings,
  }
}

/** Tells whether a file belongs to the report of a project, as Jest itself does. */
function createFilter({ jest, reporter }: JestHost): IsIncludedIn {
  const { collectCoverageFrom = [], coverageProvider, rootDir } = reporter._globalConfig
  const options = {
    ...reporter._context,
    collectCoverage: true,
    collectCoverageFrom,
    coverageProvider,
    globalRootDir: rootDir,
  }
  return (path, context) => jest.shouldInstrument(path, options, context.config)
}

function describeReport(
  { rootDir, coverageDirectory, coverageReporters, shard }: GlobalConfig,
  { settings }: JestRun,
): ProcessReportOptions {
  return {
    root: rootDir,
    settings,
    folder: resolve(rootDir, coverageDirectory),
    reporters: coverageReporters,
    shard: shard && `${shard.shardIndex}/${shard.shardCount}`,
  }
}

function publish(run: JestRun, { report, reportOptions, warnings = [] }: Partial<Results>): void {
  for (const line of describeWarnings(warnings)) process.stderr.write(`${line}\n`)
  if (!report || !reportOptions) return
  for (const line of publishProcesses(report, reportOptions)) process.stdout.write(`${line}\n`)
  if (run.settings.failOnLost && report.summary.lost > 0) {
    const message = 'covtree: processes were lost and `failOnLost` is set (lost-processes)'
    process.stderr.write(`${message}\n`)
    run.error = new Error(message)
  }
}
