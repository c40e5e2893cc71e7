import type { Reporter, Vitest } from 'vitest/node'
import type { ProcessReport } from '../report/content/model.ts'
import type { ResolvedOptions } from '../run/options.ts'
import { mergeFromBlobs, publish } from './process-report.ts'

/**
 * Makes the reporter of a run with `--merge-reports`, which merges the process reports that the shards' blobs hold. Vitest 4.1 and 5
 * write the merged coverage reports after the last hook of a reporter, so ours is published when Vitest closes.
 */
export function createMergeReporter(vitest: Vitest, options: ResolvedOptions): Reporter {
  let report: ProcessReport | undefined
  vitest.onClose(() => {
    if (report) publish(vitest, options, { report, warnings: [] })
  })
  return {
    onTestRunEnd(modules) {
      report = mergeFromBlobs(vitest, modules)
    },
  }
}
