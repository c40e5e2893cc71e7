import { countLines, parseLines, printLines } from '../content/line-ranges.ts'
import type { ReportedFile, ReportedProcess } from '../content/model.ts'
import type { Entry, Run } from './data.ts'

/** Lines of one file. */
export interface CoveredFile {
  /** Index into the files of the report. */
  file: number
  /** As ranges: `1-5,8`. */
  lines: string
  count: number
  /** Those of them that nothing else ran, as ranges; only where that was asked for. */
  own?: string
}

/** Returns the lines that a process ran, by file. */
export function coverageOf(run: Run, { coverage }: ReportedProcess): CoveredFile[] {
  const pairs = coverage === undefined ? [] : (run.report.coverages?.[coverage] ?? [])
  return pairs.map(([file, set]) => {
    const { lines } = run.files[file]!.sets![set]!
    return { file, lines, count: countLines(lines) }
  })
}

/** Returns the lines that some processes ran together, and those of them that no other test and no test worker ran. */
export function coverageOfTests(run: Run, entries: readonly Entry[]): CoveredFile[] {
  const contexts = new Set(entries.map(({ process }) => run.report.contexts?.indexOf(process.context) ?? -1))
  const coverages = new Set(entries.map(({ process }) => process.coverage))
  const linesOf = new Map<number, Set<number>>()
  for (const coverage of coverages) {
    for (const [file, set] of coverage === undefined ? [] : (run.report.coverages?.[coverage] ?? [])) {
      const lines = linesOf.get(file) ?? new Set()
      linesOf.set(file, lines)
      for (const line of parseLines(run.files[file]!.sets![set]!.lines)) lines.add(line)
    }
  }
  return [...linesOf].map(([file, lines]) => {
    const reported = run.files[file]!
    const sorted = [...lines].sort((a, b) => a - b)
    const byLine = contextsByLine(reported)
    const inside = new Set(parseLines(reported.testWorkers))
    const own = sorted.filter(
      line => !inside.has(line) && [...(byLine.get(line) ?? [])].every(context => contexts.has(context)),
    )
    return { file, lines: printLines(sorted), count: sorted.length, own: printLines(own) }
  })
}

const known = new WeakMap<ReportedFile, Map<number, Set<number>>>()

/** By line: the indexes of the contexts whose processes ran it. */
export function contextsByLine(file: ReportedFile): ReadonlyMap<number, ReadonlySet<number>> {
  const before = known.get(file)
  if (before) return before
  const byLine = new Map<number, Set<number>>()
  known.set(file, byLine)
  for (const { lines, contexts } of file.sets ?? []) {
    for (const line of parseLines(lines)) {
      const found = byLine.get(line) ?? new Set()
      byLine.set(line, found)
      for (const context of contexts) found.add(context)
    }
  }
  return byLine
}
