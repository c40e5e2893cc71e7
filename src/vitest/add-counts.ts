import { type Added, addCounts, isCoverageMap } from '../run/host.ts'
import type { ProgressStream } from '../run/progress.ts'
import { describeReport } from './process-report.ts'
import { createIsIncluded, type ProviderLike, structuresFor } from './provider.ts'
import type { Run } from './run.ts'

/**
 * Adds the processes' counts to Vitest's coverage map, in place; undefined where Vitest has no coverage provider.
 * @param coverage the provider's result. A custom provider may return something else than a coverage map: then the counts go into the
 * process report alone.
 */
export async function addToCoverage(
  { vitest, options, folder }: Run,
  coverage: unknown,
): Promise<Added | undefined> {
  const provider = (vitest as unknown as { coverageProvider?: ProviderLike }).coverageProvider
  if (!provider) return undefined
  const hasMap = isCoverageMap(coverage)
  const added = await addCounts({
    folder,
    coverageMap: hasMap ? coverage : undefined,
    counting: provider.name === 'v8' ? 'v8' : 'istanbul',
    isIncluded: await createIsIncluded(provider, vitest),
    structuresFor: hasMap ? paths => structuresFor(provider, paths) : undefined,
    report: describeReport(vitest, options),
    progressStream: vitest.logger.errorStream as ProgressStream,
  })
  if (!hasMap) added.warnings.unshift({ message: describeProvider(provider) })
  return added
}

function describeProvider({ name }: ProviderLike): string {
  return `the coverage provider ${name} does not keep Istanbul's coverage map: the processes are not in its report (unknown-provider)`
}
