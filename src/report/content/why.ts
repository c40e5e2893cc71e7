import { noContext } from './describe-process.ts'
import { hasLine, parseLines } from './line-ranges.ts'
import type { ProcessReport, ReportedFile } from './model.ts'

/** Lines of one file that somebody asks about. */
export interface Question {
  file: ReportedFile
  /** Empty: the whole file. */
  from?: number
  to?: number
}

/** Who ran the lines in question. */
export interface Answer {
  /** The lines asked about on which a statement begins, ascending. */
  lines: number[]
  /** By context, sorted: the lines of these that its processes ran. */
  byContext: Map<string, number[]>
  /** The lines of these that test workers ran themselves. */
  testWorkers: number[]
  /** When no statement begins on them: the line of the one that they belong to or follow. */
  nearest?: number
}

/** Finds out which tests ran some lines through a process. Needs a report with contexts. */
export function explainLines(report: ProcessReport, { file, from, to = from }: Question): Answer {
  const all = parseLines(file.lines)
  const isAsked = (line: number) => from === undefined || (line >= from && line <= to!)
  const lines = all.filter(isAsked)
  const byContext = new Map<string, number[]>()
  for (const set of file.sets ?? []) {
    const ran = parseLines(set.lines).filter(isAsked)
    if (ran.length === 0) continue
    for (const index of set.contexts) {
      const context = report.contexts?.[index] || noContext
      byContext.set(context, [...(byContext.get(context) ?? []), ...ran])
    }
  }
  for (const [context, ran] of byContext)
    byContext.set(
      context,
      [...new Set(ran)].sort((a, b) => a - b),
    )
  const nearest = lines.length === 0 ? all.filter(line => line < from!).at(-1) : undefined
  return {
    lines,
    byContext: new Map([...byContext].sort(([a], [b]) => (a < b ? -1 : 1))),
    testWorkers: lines.filter(line => hasLine(file.testWorkers, line)),
    ...(nearest === undefined ? {} : { nearest }),
  }
}
