import { resolve } from 'node:path'
import { type Added, addCounts, publishResults } from '../run/host.ts'
import type { ProcessReportOptions } from '../run/reports/process-report.ts'
import { hideEmptyReports } from './empty-report.ts'
import { findJestPackages } from './jest-packages.ts'
import type { CoverageReporter, GlobalConfig, JestCoverageMap, ReportContext } from './jest-types.ts'
import type { JestRun } from './run.ts'
import { type IsIncludedIn, type JestHost, structuresFromJest } from './structures.ts'

// Loaded at the end of a run. Jest makes its coverage map inside its own coverage reporter, which runs after those of the config.

/**
 * Patches Jest's coverage reporter, which is about to run: it adds the processes' counts to its map before it reports and checks
 * thresholds. Returns false if covtree knows no coverage reporter of this Jest.
 * @param onDone called after the process report was published
 */
export function addToCoverage(run: JestRun, onDone: () => void): boolean {
  const packages = findJestPackages().filter(({ CoverageReporter }) => isKnown(CoverageReporter?.prototype))
  for (const jest of packages) {
    const { prototype } = jest.CoverageReporter
    const { onRunComplete } = prototype
    prototype.onRunComplete = async function (this: CoverageReporter, contexts, results) {
      prototype.onRunComplete = onRunComplete
      let added: Added | undefined
      const getCoverageResult = this._getCoverageResult
      this._getCoverageResult = async () => {
        const result = await getCoverageResult.call(this)
        added = await addToMap(run, { jest, reporter: this, contexts: [...contexts] }, result.map)
        return { map: result.map, reportContext: renewContext(result) }
      }
      await onRunComplete.call(this, contexts, results)
      if (added) publish(run, added, this._globalConfig)
      onDone()
    }
  }
  return packages.length > 0
}

/** Makes a new context: one of istanbul-lib-report lists the files of its map when it is made. */
function renewContext({ map, reportContext }: { map: JestCoverageMap; reportContext: ReportContext }) {
  const { constructor: Context, dir, watermarks, sourceFinder } = reportContext
  return new Context({ coverageMap: map, dir, watermarks, sourceFinder })
}

function isKnown(prototype: Partial<CoverageReporter> | undefined): boolean {
  return typeof prototype?.onRunComplete === 'function' && typeof prototype._getCoverageResult === 'function'
}

function addToMap(run: JestRun, host: JestHost, map: JestCoverageMap): Promise<Added> {
  const isIncludedIn = createFilter(host)
  return addCounts({
    folder: run.folder,
    coverageMap: hideEmptyReports(map),
    counting: host.reporter._globalConfig.coverageProvider === 'v8' ? 'v8-to-istanbul' : 'istanbul',
    isIncluded: path => host.contexts.some(context => isIncludedIn(path, context)),
    structuresFor: structuresFromJest(host, isIncludedIn),
    report: describeReport(host.reporter._globalConfig, run),
  })
}

/** Makes Jest's own test whether a file belongs to the report of a project. */
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

function publish(run: JestRun, added: Added, config: GlobalConfig): void {
  publishResults(added, describeReport(config, run), {
    log: line => process.stdout.write(`${line}\n`),
    warn: line => process.stderr.write(`${line}\n`),
    fail(reason) {
      const message = `covtree: ${reason}`
      process.stderr.write(`${message}\n`)
      run.error = new Error(message)
    },
  })
}
