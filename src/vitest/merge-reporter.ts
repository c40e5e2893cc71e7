import type { Reporter, Vitest } from 'vitest/node'
import type { ProcessReport } from '../report/content/model.ts'
import type { ResolvedOptions } from '../run/options.ts'
import { mergeFromBlobs, publish } from './process-report.ts'

/**
 * The reporter of a run with `--merge-reports`: the blobs hold the shards' process reports, and make one. Vitest 4.1 and 5
 * write the merged coverage reports after the last hook of a reporter, so ours comes when Vitest closes.
 */
export function createMergeReporter(vitest: Vitest, options: ResolvedOptions): Reporter {
  let report: ProcessReport | undefined
  vitest.onClose(() => {
    if (report) publish(vitest, options, report)
  })
  return {
    onTestRunEnd(modules) {
      report = mergeFromBlobs(vitest, modules)
    },
  }
}
