import { describeCommand, describeEnd, noContext } from '../content/describe-process.ts'
import { countLines, parseLines } from '../content/line-ranges.ts'
import type { ProcessReport, ReportedFile, ReportedProcess } from '../content/model.ts'

/** What the page embeds: the report, and the text of each of its files if it was there to be read. */
export interface PageData {
  report: ProcessReport
  sources: (string | null)[]
}

/** A process with what the page needs of it again and again. */
export interface Entry {
  process: ReportedProcess
  command: string
  /** How it ended, if that is worth a word. */
  remark: string
  context: string
  /** Start and end in ms since the run began. */
  from: number
  to: number
  parent: Entry | undefined
  children: Entry[]
  /** All that a search looks into, in lower case. */
  searched: string
}

/** The run, indexed. */
export interface Run {
  report: ProcessReport
  files: readonly ReportedFile[]
  sources: readonly (string | null)[]
  entries: Entry[]
  byId: Map<string, Entry>
  /** Length of the run in ms; at least 1. */
  length: number
}

/** Reads the data embedded in the page. */
export function readRun(text: string): Run {
  const { report, sources } = JSON.parse(text) as PageData
  const start = Math.min(...minMax(report, process => process.startTime))
  const last = Math.max(...minMax(report, process => process.startTime + (process.duration ?? 0)))
  const entries = report.processes.map((process): Entry => {
    const command = describeCommand(process, report.root)
    const context = process.context || noContext
    const from = process.startTime - start
    const to = process.state === 'still-running' ? last - start : from + (process.duration ?? 0)
    const searched = `${command}\n${context}\n${process.cwd}\n${process.pid}`.toLowerCase()
    return {
      process,
      command,
      context,
      from,
      to,
      searched,
      remark: remarkOn(process),
      parent: undefined,
      children: [],
    }
  })
  const byId = new Map(entries.map(entry => [keyOf(entry.process), entry]))
  for (const entry of entries) {
    const { parent, shard } = entry.process
    entry.parent = parent === undefined ? undefined : byId.get(keyOf({ id: parent, shard }))
    entry.parent?.children.push(entry)
  }
  return { report, files: report.files ?? [], sources, entries, byId, length: Math.max(1, last - start) }
}

/** Tells processes apart, also those of different shards. */
export function keyOf({ id, shard }: { id: string; shard?: string | undefined }): string {
  return shard === undefined ? id : `${shard}:${id}`
}

/** The files that a process ran lines of. */
export function coverageOf(
  run: Run,
  { coverage }: ReportedProcess,
): { file: number; lines: string; count: number }[] {
  const pairs = coverage === undefined ? [] : (run.report.coverages?.[coverage] ?? [])
  return pairs.map(([file, set]) => {
    const lines = run.files[file]!.sets![set]!.lines
    return { file, lines, count: countLines(lines) }
  })
}

/** By line: the indexes of the contexts whose processes ran it. */
export function contextsByLine(file: ReportedFile): Map<number, Set<number>> {
  const byLine = new Map<number, Set<number>>()
  for (const { lines, contexts } of file.sets ?? []) {
    for (const line of parseLines(lines)) {
      let found = byLine.get(line)
      if (!found) {
        found = new Set()
        byLine.set(line, found)
      }
      for (const context of contexts) found.add(context)
    }
  }
  return byLine
}

function remarkOn(process: ReportedProcess): string {
  if (process.state === 'lost') return 'lost'
  if (process.state === 'counted-until' || process.state === 'still-running') return describeEnd(process)
  return process.end?.signal !== undefined || process.end?.code ? describeEnd(process) : ''
}

/** Smallest and greatest value; no spreading of 10,000 arguments. */
function minMax(report: ProcessReport, value: (process: ReportedProcess) => number): [number, number] {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const process of report.processes) {
    min = Math.min(min, value(process))
    max = Math.max(max, value(process))
  }
  return report.processes.length === 0 ? [0, 0] : [min, max]
}
