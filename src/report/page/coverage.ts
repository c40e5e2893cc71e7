import { countLines, parseLines, printLines } from '../content/line-ranges.ts'
import type { ReportedFile, ReportedProcess } from '../content/model.ts'
import type { Run } from './data.ts'

/** Lines of one file. */
export interface CoveredFile {
  /** Index into the files of the report. */
  file: number
  /** As ranges: `1-5,8`. */
  lines: string
  count: number
  /** The lines among them that no other process and no test worker ran, as ranges; only where that was asked for. */
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

/** Returns the lines that the processes of some tests ran, and those of them that no other test and no test worker ran. */
export function coverageOfTests(run: Run, contexts: ReadonlySet<number>): CoveredFile[] {
  return run.files.flatMap((reported, file) => {
    const inside = new Set(parseLines(reported.testWorkers))
    const lines: number[] = []
    const own: number[] = []
    for (const [line, { certain, shared }] of contextsByLine(reported)) {
      const all = [...certain, ...shared]
      if (!all.some(context => contexts.has(context))) continue
      lines.push(line)
      if (!inside.has(line) && all.every(context => contexts.has(context))) own.push(line)
    }
    if (lines.length === 0) return []
    const print = (list: number[]) => printLines(list.sort((a, b) => a - b))
    return [{ file, lines: print(lines), count: lines.length, own: print(own) }]
  })
}

/** The contexts that ran a line, as indexes. */
export interface LineContexts {
  certain: ReadonlySet<number>
  /** Tests that ran at the same time beside a server: at least one of them ran the line. None of them is certain. */
  shared: ReadonlySet<number>
}

const known = new WeakMap<ReportedFile, ReadonlyMap<number, LineContexts>>()

/** By line: the contexts whose processes ran it. */
export function contextsByLine(file: ReportedFile): ReadonlyMap<number, LineContexts> {
  let byLine = known.get(file)
  if (!byLine) {
    byLine = readContexts(file)
    known.set(file, byLine)
  }
  return byLine
}

function readContexts(file: ReportedFile): Map<number, LineContexts> {
  const byLine = new Map<number, { certain: Set<number>; shared: Set<number> }>()
  for (const { lines, contexts, shared = [] } of file.sets ?? []) {
    if (contexts.length + shared.length === 0) continue
    for (const line of parseLines(lines)) {
      const found = byLine.get(line) ?? { certain: new Set(), shared: new Set() }
      byLine.set(line, found)
      for (const context of contexts) found.certain.add(context)
      for (const context of shared) found.shared.add(context)
    }
  }
  for (const { certain, shared } of byLine.values()) for (const context of certain) shared.delete(context)
  return byLine
}
