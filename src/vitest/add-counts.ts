import type { CombineOptions, CombineResult } from '../core/combining/combine.ts'
import type { ProcessReport } from '../report/content/model.ts'
import type { RunWarning } from '../report/output/terminal.ts'
import { askForData } from '../run/data/ask-for-data.ts'
import { hasProcesses } from '../run/data/check-data-folder.ts'
import type { DataFolder } from '../run/data/data-folder.ts'
import { type ProgressStream, withProgress } from '../run/progress.ts'
import { ProcessReporter } from '../run/reports/process-report.ts'
import { addFiles, isCoverageMap, readMap } from './coverage-map.ts'
import { describeReport } from './process-report.ts'
import { createIsIncluded, type ProviderLike, structuresFor } from './provider.ts'
import type { Run } from './run.ts'

/** What adding the processes' counts brought to light. */
export interface Added {
  report: ProcessReport
  warnings: RunWarning[]
}

/**
 * Adds the processes' counts to Vitest's coverage map, in place; undefined where Vitest has no coverage provider.
 * @param coverage what the provider keeps; where that is no coverage map, there is a process report all the same
 */
export async function addCounts(
  { vitest, options, folder }: Run,
  coverage: unknown,
): Promise<Added | undefined> {
  const provider = (vitest as unknown as { coverageProvider?: ProviderLike }).coverageProvider
  if (!provider) return undefined
  const fault = await askForData(folder)
  const coverageMap = isCoverageMap(coverage) ? coverage : undefined
  const map = coverageMap ? readMap(coverageMap) : {}
  const known = new Set(Object.keys(map))
  const reporter = new ProcessReporter(describeReport(vitest, options), map)
  const isIncluded = await createIsIncluded(provider, vitest)
  const combined = await withProgress(
    ['combining', 'processes'],
    onProgress =>
      combineIfAny(folder, {
        dataFile: folder.dataFile,
        map,
        isIncluded,
        ...(coverageMap && { structuresFor: (paths: string[]) => structuresFor(provider, paths) }),
        counting: provider.name === 'v8' ? 'v8' : 'istanbul',
        onProcessLines: reporter.onProcessLines,
        onProgress,
      }),
    vitest.logger.errorStream as ProgressStream,
  )
  const warnings: RunWarning[] = [...combined.warnings]
  if (coverageMap) addFiles(coverageMap, map, known)
  else warnings.unshift({ message: describeProvider(provider) })
  if (fault) warnings.unshift({ message: fault })
  return { report: reporter.build(combined.processes, map), warnings }
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
