import { relative, sep } from 'node:path'
import type { Reporter, TestSpecification } from 'vitest/node'
import { askToFlush, readStartRecords } from '../contract/ask.ts'
import { combine, type ProcessRecord, type Warning } from '../core/index.ts'
import { describeProcesses, describeWarnings } from '../report/terminal.ts'
import { checkDataFolder, clearDataFiles } from '../run/data-folder.ts'
import type { Run } from './attach.ts'
import { addFiles, type CoverageMapLike, readMap } from './coverage-map.ts'
import { type ProviderLike, structuresFor } from './provider.ts'

/** How long all processes that still run may take together to answer before the report, in ms. */
const askLimit = 2000

/**
 * The reporter that adds the processes' counts to Vitest's coverage map before Vitest reports, and says afterwards how many
 * processes there were. Vitest hands the same map from the provider through `onCoverage` to the report.
 */
export function createCoverageReporter(run: Run, onInit: () => void): Reporter {
  const { vitest, options, folder } = run
  let processes: ProcessRecord[] = []
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
      processes = []
      warnings = []
    },
    async onCoverage(coverage) {
      const provider = (vitest as unknown as { coverageProvider?: ProviderLike }).coverageProvider
      if (!provider) return
      const fault = checkDataFolder(folder)
      await askToFlush(folder.dataFile, readStartRecords(folder.dataFile), { timeout: askLimit })
      const coverageMap = coverage as CoverageMapLike
      const map = readMap(coverageMap)
      const known = new Set(Object.keys(map))
      const combined = await combine({
        dataFile: folder.dataFile,
        map,
        isIncluded: path => provider.isIncluded(path),
        structuresFor: paths => structuresFor(provider, paths),
        counting: provider.name === 'v8' ? 'v8' : 'istanbul',
      })
      addFiles(coverageMap, map, known)
      processes = combined.processes
      warnings = fault ? [{ message: fault }, ...combined.warnings] : combined.warnings
    },
    onFinishedReportCoverage() {
      for (const line of describeWarnings(warnings)) vitest.logger.warn(line)
      for (const line of describeProcesses(processes)) vitest.logger.log(line)
      if (options.failOnLost && processes.some(process => process.state === 'lost')) {
        vitest.logger.error(
          'ERROR: processes were lost and `coverage.subprocess.failOnLost` is set (lost-processes)',
        )
        process.exitCode = 1
      }
    },
  } as Reporter
}

/** A test file as contexts name it: its path from the project's root. */
function nameFile({ project, moduleId }: TestSpecification): string {
  return relative(project.config.root, moduleId).split(sep).join('/')
}
