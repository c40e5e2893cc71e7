import { relative, sep } from 'node:path'
import type { Reporter, TestSpecification } from 'vitest/node'
import { clearData } from '../run/data/clear-data.ts'
import type { Added } from '../run/host.ts'
import { addToCoverage } from './add-counts.ts'
import { addToBlob, publish } from './process-report.ts'
import type { Run } from './run.ts'
import { nameTypecheck } from './typecheck.ts'

/**
 * Makes the reporter that adds the processes' counts to Vitest's coverage map before Vitest reports, and prints the process report
 * afterwards. Vitest passes one map from the provider to `onCoverage` and then to its reports.
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
      added = await addToCoverage(run, coverage)
      if (!added) return
      nameTypecheck(added.report.processes)
      addToBlob(vitest, added.report)
    },
    onFinishedReportCoverage() {
      if (added) publish(vitest, options, added)
    },
  } as Reporter
}

/** Names a test file as contexts do: by its path from the project's root. */
function nameFile({ project, moduleId }: TestSpecification): string {
  return relative(project.config.root, moduleId).split(sep).join('/')
}
