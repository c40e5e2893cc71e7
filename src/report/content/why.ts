import { noContext } from './describe-process.ts'
import { hasLine, parseLines } from './line-ranges.ts'
import type { ProcessReport, ReportedFile } from './model.ts'

/** The lines of one file that a reader asks about. */
export interface Question {
  file: ReportedFile
  /** Empty: the whole file. */
  from?: number
  to?: number
}

/** The tests and test workers that ran the lines in question. */
export interface Answer {
  /** The lines asked about on which a statement begins, ascending. */
  lines: number[]
  /** By context, sorted: the lines of these that its processes ran. */
  byContext: Map<string, number[]>
  /** The same for tests that ran at the same time beside a server: at least one of them ran the line. */
  byShared: Map<string, number[]>
  /** The lines of these that test workers ran themselves. */
  testWorkers: number[]
  /** If no statement begins on these lines: the line of the statement that they belong to or follow. */
  nearest?: number
}

/** Finds out which tests ran some lines through a process. Needs a report with contexts. */
export function explainLines(report: ProcessReport, { file, from, to = from }: Question): Answer {
  const all = parseLines(file.lines)
  const isAsked = (line: number) => from === undefined || (line >= from && line <= to!)
  const lines = all.filter(isAsked)
  const byContext = new Map<string, Set<number>>()
  const byShared = new Map<string, Set<number>>()
  const add = (found: Map<string, Set<number>>, index: number, ran: readonly number[]) => {
    const context = report.contexts?.[index] || noContext
    const before = found.get(context) ?? new Set()
    for (const line of ran) before.add(line)
    found.set(context, before)
  }
  for (const { lines, contexts, shared = [] } of file.sets ?? []) {
    const ran = parseLines(lines).filter(isAsked)
    if (ran.length === 0) continue
    for (const index of contexts) add(byContext, index, ran)
    for (const index of shared) add(byShared, index, ran)
  }
  for (const [context, ran] of byShared) {
    for (const line of byContext.get(context) ?? []) ran.delete(line)
    if (ran.size === 0) byShared.delete(context)
  }
  const nearest = lines.length === 0 ? all.filter(line => line < from!).at(-1) : undefined
  return {
    lines,
    byContext: sortLines(byContext),
    byShared: sortLines(byShared),
    testWorkers: lines.filter(line => hasLine(file.testWorkers, line)),
    ...(nearest === undefined ? {} : { nearest }),
  }
}

function sortLines(found: ReadonlyMap<string, ReadonlySet<number>>): Map<string, number[]> {
  return new Map(
    [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([context, lines]) => [context, [...lines].sort((a, b) => a - b)]),
  )
}
