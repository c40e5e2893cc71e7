import { relative } from 'node:path'
import libCoverage from 'istanbul-lib-coverage'
import type { CoverageMapData } from '../../core/index.ts'
import { type Metric, metrics } from '../../report/content/totals.ts'

/** The least percentages. */
export type Thresholds = Partial<Record<Metric, number>> & {
  /** Each file by itself has to reach them. @default false */
  perFile?: boolean
}

/** Returns a line for each threshold that is missed. */
export function checkThresholds(map: CoverageMapData, thresholds: Thresholds, root: string): string[] {
  const coverage = libCoverage.createCoverageMap(map as libCoverage.CoverageMapData)
  const missed: string[] = []
  const check = (summary: libCoverage.CoverageSummary, name: string) => {
    for (const metric of metrics) {
      const least = thresholds[metric]
      if (least === undefined) continue
      // Nothing to cover is all covered; istanbul-lib-coverage says 'Unknown' for an empty map.
      const share = Number(summary[metric].pct)
      if (share < least) missed.push(`${metric} of ${name}: ${share} % is below the threshold of ${least} %`)
    }
  }
  if (thresholds.perFile) {
    for (const path of coverage.files()) {
      check(coverage.fileCoverageFor(path).toSummary(), relative(root, path))
    }
  } else {
    check(coverage.getCoverageSummary(), 'all files')
  }
  return missed
}
