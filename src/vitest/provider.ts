import { existsSync } from 'node:fs'
import type { Vitest } from 'vitest/node'
import type { CoverageMapData } from '../core/index.ts'
import { type CoverageMapLike, readMap } from '../run/host.ts'

/** The parts of Vitest's coverage providers (4.1 and 5, v8 and istanbul) that covtree uses. A custom provider may have the name alone. */
export interface ProviderLike {
  name: string
  isIncluded?(path: string): boolean
  /** Lists the files that no test loaded; asked by `getCoverageMapForUncoveredFiles`. */
  getUntestedFiles?(testedFiles: string[]): Promise<string[]>
  getCoverageMapForUncoveredFiles?(testedFiles: string[]): Promise<CoverageMapLike>
}

/** Makes the test whether a file belongs to the report: the provider's own, else one of `coverage.include` and `exclude`. */
export async function createIsIncluded(
  provider: ProviderLike,
  { config: { root, coverage } }: Vitest,
): Promise<(path: string) => boolean> {
  if (provider.isIncluded) return path => provider.isIncluded!(path)
  const { createFileFilter } = await import('../run/sources/file-filter.ts')
  return createFileFilter({ root, include: coverage.include, exclude: coverage.exclude })
}

/**
 * Lets the provider make file coverages with all counts 0, of files that only children ran: by its own transform and ignore hints. The
 * provider can make them for untested files only, so its list of these is replaced during the call.
 * @throws the provider's errors, and TypeError for a provider without such a method; the core then makes a structure of its own
 */
export async function structuresFor(provider: ProviderLike, paths: string[]): Promise<CoverageMapData> {
  if (!provider.getUntestedFiles || !provider.getCoverageMapForUncoveredFiles)
    throw new TypeError(`The coverage provider ${provider.name} cannot read files that no test loaded`)
  const files = paths.filter(path => existsSync(path))
  if (files.length === 0) return {}
  const owned = Object.getOwnPropertyDescriptor(provider, 'getUntestedFiles')
  provider.getUntestedFiles = async () => files
  try {
    return readMap(await provider.getCoverageMapForUncoveredFiles([]))
  } finally {
    if (owned) Object.defineProperty(provider, 'getUntestedFiles', owned)
    else delete provider.getUntestedFiles
  }
}
