import type { CoverageMapData, ProcessLines, ProcessRecord } from '../../core/index.ts'
import { buildReport } from '../../report/content/build-report.ts'
import { type FileLines, readFileLines } from '../../report/content/file-lines.ts'
import { LineCollector } from '../../report/content/line-collector.ts'
import type { ProcessReport } from '../../report/content/model.ts'
import { createRedact } from '../../report/content/redact.ts'
import { describeProcesses } from '../../report/output/terminal.ts'
import { drawTree } from '../../report/output/tree.ts'
import { publishReport } from '../../report/publish.ts'
import type { ResolvedOptions } from '../options.ts'

/** What a process report is about, and where it goes. */
export interface ProcessReportOptions {
  /** Absolute path of the project. */
  root: string
  settings: ResolvedOptions
  /** Absolute path of the folder of the coverage reports. */
  folder: string
  /** Whether the coverage reporters write HTML: then there is a page too, unless the settings say otherwise. */
  hasHtml: boolean
  /** Write files; else there are only lines to print. @default true */
  hasFiles?: boolean
  /** `1/2`, of a sharded run. */
  shard?: string | undefined
}

/** Collects what the process report needs while a run's counts are combined, then writes it. */
export class ProcessReporter {
  readonly #options: ProcessReportOptions
  readonly #hasPage: boolean
  readonly #before: Map<string, FileLines> | undefined
  readonly #collector = new LineCollector()

  /** @param map the coverage map before the processes' counts come in */
  constructor(options: ProcessReportOptions, map: CoverageMapData) {
    const { settings, hasHtml } = options
    this.#options = options
    this.#hasPage = settings.html ?? hasHtml
    if (this.#hasPage || settings.contexts || settings.tree) this.#before = readFileLines(map)
  }

  /** To be handed to `combine`; undefined if nobody wants to know lines by process. */
  get onProcessLines(): ((id: string, files: readonly ProcessLines[]) => void) | undefined {
    return this.#before && ((id, files) => this.#collector.add(id, files))
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
      ...(before && { lines: { collected: this.#collector.collected, before, after: readFileLines(map) } }),
    })
  }

  /** Writes the files that are wanted and returns the lines to print. */
  publish(report: ProcessReport): string[] {
    const { root, folder, settings, hasFiles = true } = this.#options
    if (!hasFiles) {
      const lines = describeProcesses(report.processes, { root })
      return settings.tree ? [...lines, ...drawTree(report)] : lines
    }
    return publishReport(report, {
      folder,
      html: this.#hasPage,
      contexts: settings.contexts,
      tree: settings.tree,
      jobSummary: settings.jobSummary,
      environment: process.env,
    })
  }
}
