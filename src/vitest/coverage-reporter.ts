import { relative, sep } from 'node:path'
import type { Reporter, TestSpecification } from 'vitest/node'
import { describeWarnings } from '../report/output/terminal.ts'
import { clearData } from '../run/data/clear-data.ts'
import { type Added, addCounts } from './add-counts.ts'
import { addToBlob, publish } from './process-report.ts'
import type { Run } from './run.ts'

/**
 * The reporter that adds the processes' counts to Vitest's coverage map before Vitest reports, and says afterwards how many
 * processes there were. Vitest hands the same map from the provider through `onCoverage` to the report.
 */
export function createCoverageReporter(run: Run, onInit: () => void): Reporter {
  const { vitest, options, folder } = run
  let added: Added | undefined
  let isFirstRun = true

  return {
    onInit,
    onTestRunStart(specifications) {
      if (!isFirstRun) {
        const isKept = vitest.config.coverage.cleanOnRerun === false
        clearData(folder, isKept ? specifications.map(specification => nameFile(specification)) : undefined)
      }
      isFirstRun = false
      added = undefined
    },
    async onCoverage(coverage) {
      added = await addCounts(run, coverage)
      if (added) addToBlob(vitest, added.report)
    },
    onFinishedReportCoverage() {
      if (!added) return
      for (const line of describeWarnings(added.warnings)) vitest.logger.warn(line)
      publish(vitest, options, added.report)
    },
  } as Reporter
}

/** A test file as contexts name it: its path from the project's root. */
function nameFile({ project, moduleId }: TestSpecification): string {
  return relative(project.config.root, moduleId).split(sep).join('/')
}
