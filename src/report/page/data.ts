import { describeCommand, describeEnd, noContext } from '../content/describe-process.ts'
import type { ProcessReport, ReportedFile, ReportedProcess } from '../content/model.ts'
import type { ReportLinks } from '../output/report-links.ts'

/** The data that the page embeds. */
export interface PageData {
  report: ProcessReport
  /** The text of each file of the report; null where it could not be read. */
  sources: (string | null)[]
  links: ReportLinks
}

/** A process with what the page needs of it again and again. */
export interface Entry {
  process: ReportedProcess
  command: string
  /** How it ended, if that is not how processes usually end. */
  remark: string
  context: string
  /** Start and end in ms since the run began. */
  from: number
  to: number
  parent: Entry | undefined
  children: Entry[]
  /** All text that a search looks into, in lower case. */
  searched: string
}

/** The run, indexed. */
export interface Run {
  report: ProcessReport
  files: readonly ReportedFile[]
  sources: readonly (string | null)[]
  links: ReportLinks
  entries: Entry[]
  byId: Map<string, Entry>
  /** Length of the run in ms; at least 1. */
  length: number
}

/** Reads the data embedded in the page. */
export function readRun(text: string): Run {
  const { report, sources, links } = JSON.parse(text) as PageData
  const start = report.processes.reduce((min, { startTime }) => Math.min(min, startTime), Infinity)
  const last = report.processes.reduce((max, process) => Math.max(max, endOf(process)), 0)
  const entries = report.processes.map(process => makeEntry(process, report.root, start, last))
  const byId = new Map(entries.map(entry => [keyOf(entry.process), entry]))
  for (const entry of entries) {
    const { parent, shard } = entry.process
    entry.parent = parent === undefined ? undefined : byId.get(keyOf({ id: parent, shard }))
    entry.parent?.children.push(entry)
  }
  const length = entries.length === 0 ? 1 : Math.max(1, last - start)
  return { report, files: report.files ?? [], sources, links, entries, byId, length }
}

function makeEntry(process: ReportedProcess, root: string, start: number, last: number): Entry {
  const command = describeCommand(process, root)
  const context = process.context || noContext
  return {
    process,
    command,
    context,
    from: process.startTime - start,
    to: (process.state === 'still-running' ? last : endOf(process)) - start,
    searched: `${command}\n${context}\n${process.cwd}\n${process.pid}`.toLowerCase(),
    remark: remarkOn(process),
    parent: undefined,
    children: [],
  }
}

/** Identifies a process, also among those of other shards. */
export function keyOf({ id, shard }: { id: string; shard?: string | undefined }): string {
  return shard === undefined ? id : `${shard}:${id}`
}

function endOf({ startTime, duration = 0 }: ReportedProcess): number {
  return startTime + duration
}

function remarkOn(process: ReportedProcess): string {
  if (process.state === 'lost') return 'lost'
  if (process.state === 'counted-until' || process.state === 'still-running') return describeEnd(process)
  return process.end?.signal !== undefined || process.end?.code ? describeEnd(process) : ''
}
