import { relative, sep } from 'node:path'
import type { Reporter, TestSpecification } from 'vitest/node'
import type { CombineOptions, CombineResult } from '../core/combining/combine.ts'
import type { Warning } from '../core/index.ts'
import type { ProcessReport } from '../report/model.ts'
import { describeWarnings } from '../report/terminal.ts'
import { askForData } from '../run/ask-for-data.ts'
import { clearDataFiles, type DataFolder, hasProcesses } from '../run/data-folder.ts'
import { type ProgressStream, withProgress } from '../run/progress.ts'
import type { Run } from './attach.ts'
import { addFiles, isCoverageMap, readMap } from './coverage-map.ts'
import { addToBlob, ProcessReportBuilder, publish } from './process-report.ts'
import { createIsIncluded, type ProviderLike, structuresFor } from './provider.ts'

/**
 * The reporter that adds the processes' counts to Vitest's coverage map before Vitest reports, and says afterwards how many
 * processes there were. Vitest hands the same map from the provider through `onCoverage` to the report.
 */
export function createCoverageReporter(run: Run, onInit: () => void): Reporter {
  const { vitest, options, folder } = run
  let report: ProcessReport | undefined
  let warnings: Pick<Warning, 'message'>[] = []
  let isFirstRun = true

  return {
    onInit,
    onTestRunStart(specifications) {
      if (!isFirstRun) {
        const isKept = vitest.config.coverage.cleanOnRerun === false
        clearDataFiles(
          folder,
          isKept ? specifications.map(specification => nameFile(specification)) : undefined,
        )
      }
      isFirstRun = false
      report = undefined
      warnings = []
    },
    async onCoverage(coverage) {
      const provider = (vitest as unknown as { coverageProvider?: ProviderLike }).coverageProvider
      if (!provider) return
      const fault = await askForData(folder)
      const coverageMap = isCoverageMap(coverage) ? coverage : undefined
      const map = coverageMap ? readMap(coverageMap) : {}
      const known = new Set(Object.keys(map))
      const builder = new ProcessReportBuilder(vitest, options, map)
      const isIncluded = await createIsIncluded(provider, vitest)
      const { errorStream } = vitest.logger
      const combined = await withProgress(
        ['combining', 'processes'],
        onProgress =>
          combineIfAny(folder, {
            dataFile: folder.dataFile,
            map,
            isIncluded,
            ...(coverageMap && { structuresFor: (paths: string[]) => structuresFor(provider, paths) }),
            counting: provider.name === 'v8' ? 'v8' : 'istanbul',
            ...(builder.onProcessLines && { onProcessLines: builder.onProcessLines }),
            onProgress,
          }),
        errorStream as ProgressStream,
      )
      if (coverageMap) addFiles(coverageMap, map, known)
      report = builder.build(combined.processes, map)
      addToBlob(vitest, report)
      warnings = combined.warnings
      if (!coverageMap) warnings = [{ message: describeProvider(provider) }, ...warnings]
      if (fault) warnings = [{ message: fault }, ...warnings]
    },
    onFinishedReportCoverage() {
      for (const line of describeWarnings(warnings)) vitest.logger.warn(line)
      if (report) publish(vitest, options, report)
    },
  } as Reporter
}

function describeProvider({ name }: ProviderLike): string {
  return `the coverage provider ${name} does not keep Istanbul's coverage map: the processes are not in its report (unknown-provider)`
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
