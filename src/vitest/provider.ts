import { existsSync } from 'node:fs'
import type { Vitest } from 'vitest/node'
import type { CoverageMapData } from '../core/index.ts'
import { type CoverageMapLike, readMap } from './coverage-map.ts'

/** The parts of Vitest's coverage providers (4.1 and 5, v8 and istanbul) that covtree uses; a custom one may lack all but the name. */
export interface ProviderLike {
  name: string
  isIncluded?(path: string): boolean
  /** Lists the files that no test loaded; asked by `getCoverageMapForUncoveredFiles`. */
  getUntestedFiles?(testedFiles: string[]): Promise<string[]>
  getCoverageMapForUncoveredFiles?(testedFiles: string[]): Promise<CoverageMapLike>
}

/** Which files belong to the report, as the provider says, or `coverage.include` and `exclude` where it does not. */
export async function createIsIncluded(
  provider: ProviderLike,
  { config: { root, coverage } }: Vitest,
): Promise<(path: string) => boolean> {
  if (provider.isIncluded) return path => provider.isIncluded!(path)
  const { createFileFilter } = await import('../run/file-filter.ts')
  return createFileFilter({ root, include: coverage.include, exclude: coverage.exclude })
}

/**
 * Zero-count file coverages of files that only children ran, made by the provider itself: its transform, its ignore
 * hints, its structure. Throws what the provider throws, and for one that knows no such files; the core says so and makes a
 * structure of its own. The provider makes them for untested files, so for that one call ours are the untested ones.
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
