import { relative, sep } from 'node:path'
import type { Reporter, TestSpecification } from 'vitest/node'
import type { CombineOptions, CombineResult } from '../core/combining/combine.ts'
import type { ProcessReport } from '../report/content/model.ts'
import { describeWarnings, type RunWarning } from '../report/output/terminal.ts'
import { askForData } from '../run/data/ask-for-data.ts'
import { hasProcesses } from '../run/data/check-data-folder.ts'
import { clearData } from '../run/data/clear-data.ts'
import type { DataFolder } from '../run/data/data-folder.ts'
import { type ProgressStream, withProgress } from '../run/progress.ts'
import { ProcessReporter } from '../run/reports/process-report.ts'
import type { Run } from './attach.ts'
import { addFiles, type CoverageMapLike, readMap } from './coverage-map.ts'
import { addToBlob, describeReport, publish } from './process-report.ts'
import { type ProviderLike, structuresFor } from './provider.ts'

/**
 * The reporter that adds the processes' counts to Vitest's coverage map before Vitest reports, and says afterwards how many
 * processes there were. Vitest hands the same map from the provider through `onCoverage` to the report.
 */
export function createCoverageReporter(run: Run, onInit: () => void): Reporter {
  const { vitest, options, folder } = run
  let report: ProcessReport | undefined
  let warnings: RunWarning[] = []
  let isFirstRun = true

  return {
    onInit,
    onTestRunStart(specifications) {
      if (!isFirstRun) {
        const isKept = vitest.config.coverage.cleanOnRerun === false
        clearData(folder, isKept ? specifications.map(specification => nameFile(specification)) : undefined)
      }
      isFirstRun = false
      report = undefined
      warnings = []
    },
    async onCoverage(coverage) {
      const added = await addCounts(run, coverage as CoverageMapLike)
      if (!added) return
      addToBlob(vitest, added.report)
      report = added.report
      warnings = added.warnings
    },
    onFinishedReportCoverage() {
      for (const line of describeWarnings(warnings)) vitest.logger.warn(line)
      if (report) publish(vitest, options, report)
    },
  } as Reporter
}

/** What adding the processes' counts brought to light. */
interface Added {
  report: ProcessReport
  warnings: RunWarning[]
}

/** Adds the processes' counts to the coverage map; undefined where Vitest has no coverage provider. */
async function addCounts(
  { vitest, options, folder }: Run,
  coverageMap: CoverageMapLike,
): Promise<Added | undefined> {
  const provider = (vitest as unknown as { coverageProvider?: ProviderLike }).coverageProvider
  if (!provider) return undefined
  const fault = await askForData(folder)
  const map = readMap(coverageMap)
  const known = new Set(Object.keys(map))
  const reporter = new ProcessReporter(describeReport(vitest, options), map)
  const combined = await withProgress(
    ['combining', 'processes'],
    onProgress =>
      combineIfAny(folder, {
        dataFile: folder.dataFile,
        map,
        isIncluded: path => provider.isIncluded(path),
        structuresFor: paths => structuresFor(provider, paths),
        counting: provider.name === 'v8' ? 'v8' : 'istanbul',
        onProcessLines: reporter.onProcessLines,
        onProgress,
      }),
    vitest.logger.errorStream as ProgressStream,
  )
  addFiles(coverageMap, map, known)
  return {
    report: reporter.build(combined.processes, map),
    warnings: fault ? [{ message: fault }, ...combined.warnings] : combined.warnings,
  }
}

/** Combining is loaded only for a run that has started something: most have not, and its parts are heavy. */
async function combineIfAny(folder: DataFolder, options: CombineOptions): Promise<CombineResult> {
  if (!hasProcesses(folder)) return { processes: [], warnings: [] }
  const { combine } = await import('../core/combining/combine.ts')
  return combine(options)
}

/** A test file as contexts name it: its path from the project's root. */
function nameFile({ project, moduleId }: TestSpecification): string {
  return relative(project.config.root, moduleId).split(sep).join('/')
}
