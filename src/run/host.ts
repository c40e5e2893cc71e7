// The end of a run, for a runner's plugin: the plugin describes its report as a `Host`, covtree adds the counts and prints what it found.
import type { Counting, CoverageMapData, FileCoverageData } from '../core/index.ts'
import type { ProcessReport } from '../report/content/model.ts'
import { describeWarnings, type RunWarning } from '../report/output/terminal.ts'
import { askForData } from './data/ask-for-data.ts'
import { hasProcesses } from './data/check-data-folder.ts'
import type { DataFolder } from './data/run-folder.ts'
import { type ProgressStream, withProgress } from './progress.ts'
import { ProcessReporter, type ProcessReportOptions, publishProcesses } from './reports/process-report.ts'
import type { StructuresFor } from './sources/structures.ts'

/** The methods that all versions and forks of istanbul-lib-coverage have in common. */
export interface CoverageMapLike {
  files(): string[]
  fileCoverageFor(path: string): { toJSON(): FileCoverageData }
  /** Takes plain data; throws for an instance that comes from another copy of the library. */
  addFileCoverage(file: FileCoverageData): void
}

/** A runner's report, as far as covtree needs it. */
export interface Host {
  folder: DataFolder
  /** The map that the runner reports from. Absent: the counts go into the process report alone. */
  coverageMap?: CoverageMapLike | undefined
  /** The tool whose counts the map holds. */
  counting: Counting
  /** Whether an absolute path belongs to the report. */
  isIncluded(path: string): boolean
  /** Makes file coverages with all counts 0. @default structures of the texts that ran */
  structuresFor?: StructuresFor | undefined
  report: ProcessReportOptions
  /** @default process.stderr */
  progressStream?: ProgressStream
}

/** The outcome of {@link addCounts}, to be given to {@link publishResults}. */
export interface Added {
  report: ProcessReport
  warnings: RunWarning[]
}

/** Where a runner prints. */
export interface HostOutput {
  log(line: string): void
  warn(line: string): void
  /** Prints why the run fails, and makes it fail. */
  fail(message: string): void
  /** Prefix of option names in messages, such as `coverage.subprocess.`. @default '' */
  optionPrefix?: string
}

/** Whether a value is a coverage map: custom coverage providers may return anything. */
export function isCoverageMap(value: unknown): value is CoverageMapLike {
  const { files, fileCoverageFor, addFileCoverage } = (value ?? {}) as Partial<CoverageMapLike>
  return [files, fileCoverageFor, addFileCoverage].every(method => typeof method === 'function')
}

/** The map as plain data. The objects are the map's own: counts added to them are counts of the map. */
export function readMap(map: CoverageMapLike): CoverageMapData {
  const data: CoverageMapData = {}
  for (const path of map.files()) data[path] = map.fileCoverageFor(path).toJSON()
  return data
}

/** Asks the live processes for their data and adds all counts to the runner's coverage map, in place. */
export async function addCounts(host: Host): Promise<Added> {
  const { coverageMap, folder } = host
  const faults = await askForData(folder)
  const map = coverageMap ? readMap(coverageMap) : {}
  const known = new Set(Object.keys(map))
  const reporter = new ProcessReporter(host.report, map)
  const { processes, warnings } = await combineCounts(host, map, reporter)
  for (const [path, file] of Object.entries(map)) if (!known.has(path)) coverageMap?.addFileCoverage(file)
  return {
    report: reporter.build(processes, map),
    warnings: [...faults, ...warnings],
  }
}

async function combineCounts(host: Host, map: CoverageMapData, { onProcessLines }: ProcessReporter) {
  const { folder, isIncluded, structuresFor, counting } = host
  // Most runs start no process, and the core is slow to load.
  if (!hasProcesses(folder)) return { processes: [], warnings: [] }
  const { combine } = await import('../core/combining/combine.ts')
  const { dataFile } = folder
  return withProgress(
    ['combining', 'processes'],
    onProgress =>
      combine({
        dataFile,
        map,
        isIncluded,
        ...(structuresFor && { structuresFor }),
        counting,
        onProcessLines,
        onProgress,
      }),
    host.progressStream,
  )
}

/** Writes the process report, prints its summary and the warnings, and fails the run if `failOnLost` says so. */
export function publishResults(
  { report, warnings }: Added,
  options: ProcessReportOptions,
  output: HostOutput,
): void {
  for (const line of describeWarnings(warnings)) output.warn(line)
  const isAnyHidden = warnings.some(({ hidesProcesses }) => hidesProcesses)
  for (const line of publishProcesses(report, options, isAnyHidden)) output.log(line)
  const { lost } = report.summary
  if (options.settings.failOnLost && (lost > 0 || isAnyHidden))
    output.fail(
      `processes ${lost > 0 ? 'were' : 'may have been'} lost and \`${output.optionPrefix ?? ''}failOnLost\` is set (lost-processes)`,
    )
}
