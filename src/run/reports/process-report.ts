import type { CoverageMapData, OnProcessLines, ProcessRecord } from '../../core/index.ts'
import { buildReport } from '../../report/content/build-report.ts'
import { type FileLines, readFileLines } from '../../report/content/file-lines.ts'
import { LineCollector } from '../../report/content/line-collector.ts'
import type { ProcessReport } from '../../report/content/model.ts'
import { createRedact } from '../../report/content/redact.ts'
import { type CoveredCounts, countCoveredByFile } from '../../report/content/totals.ts'
import { describeProcesses } from '../../report/output/terminal.ts'
import { chooseStyle, type TerminalStyle } from '../../report/output/terminal-style.ts'
import { drawTree } from '../../report/output/tree.ts'
import { publishReport } from '../../report/publish.ts'
import type { ResolvedOptions } from '../options.ts'

/** The run that a process report describes, and the folder it goes to. */
export interface ProcessReportOptions {
  /** Absolute path of the project. */
  root: string
  settings: ResolvedOptions
  /** Absolute path of the folder of the coverage reports. */
  folder: string
  /** The coverage reporters. One that writes HTML brings the page along, unless the settings say otherwise. */
  reporters: readonly ReporterName[]
  /** Write files; else there are only lines to print. @default true */
  hasFiles?: boolean
  /** `1/2`, of a sharded run. */
  shard?: string | undefined
  /** Whether the coverage map has counts of test workers before the processes' counts are added. @default true */
  hasTestWorkers?: boolean
}

/** A coverage reporter of Vitest, Jest or the command line, with or without settings. */
export type ReporterName = string | readonly [name: string, ...settings: unknown[]]

/** Collects lines by process while a run's counts are combined, and makes the process report of them. */
export class ProcessReporter {
  readonly #options: ProcessReportOptions
  readonly #before: Map<string, FileLines> | undefined
  readonly #coveredBefore: Map<string, CoveredCounts> | undefined
  readonly #collector = new LineCollector()

  /** @param map the coverage map before the processes' counts come in */
  constructor(options: ProcessReportOptions, map: CoverageMapData) {
    const { contexts, tree } = options.settings
    this.#options = options
    if (options.hasTestWorkers !== false) this.#coveredBefore = countCoveredByFile(map)
    if (hasPage(options) || contexts || tree) this.#before = readFileLines(map)
  }

  /** Callback for `combine`; undefined if the report needs no lines by process. */
  get onProcessLines(): OnProcessLines | undefined {
    return this.#before && ((id, files, parts) => this.#collector.add(id, files, parts))
  }

  /** @param map the coverage map with the processes' counts */
  build(processes: readonly ProcessRecord[], map: CoverageMapData): ProcessReport {
    const { root, settings, shard } = this.#options
    const before = this.#before
    return buildReport({
      root,
      processes,
      redact: createRedact(settings.redact),
      shard,
      map,
      coveredBefore: this.#coveredBefore,
      ...(before && { lines: { collected: this.#collector.collected, before, after: readFileLines(map) } }),
    })
  }
}

/**
 * Writes the files that the settings ask for. Returns the lines to print.
 * @param hidesProcesses other processes may be missing without a trace
 */
export function publishProcesses(
  report: ProcessReport,
  options: ProcessReportOptions,
  hidesProcesses: boolean,
): string[] {
  const { root, folder, settings, hasFiles = true } = options
  if (!hasFiles) {
    const statements = report.totals?.statements
    const context = { root, statements, hidesProcesses, style: styleOfStdout() }
    const lines = describeProcesses(report.processes, context)
    return settings.tree ? [...lines, ...drawTree(report)] : lines
  }
  return publishReport(report, {
    folder,
    html: hasPage(options),
    contexts: settings.contexts,
    tree: settings.tree,
    jobSummary: settings.jobSummary,
    environment: process.env,
    hidesProcesses,
    style: styleOfStdout(),
  })
}

function styleOfStdout(): TerminalStyle {
  const { env: environment, argv, platform, stdout } = process
  return chooseStyle({ isTTY: stdout.isTTY === true, environment, argv, platform })
}

/** The name of a coverage reporter without its settings. */
export function nameOf(reporter: ReporterName): string {
  return typeof reporter === 'string' ? reporter : reporter[0]
}

/** `lcov` of istanbul-reports writes an HTML report too, `lcovonly` does not. */
function writesHtml(reporter: string): boolean {
  return /^(?:html(?:-spa)?|lcov)$/.test(reporter)
}

function hasPage({ settings, reporters }: ProcessReportOptions): boolean {
  return settings.html ?? reporters.some(reporter => writesHtml(nameOf(reporter)))
}
