import { countStates, sortProcesses } from './build-report.ts'
import { unionLines } from './line-ranges.ts'
import type { LineSet, ProcessReport, ReportedFile } from './model.ts'
import { countOwnLines } from './own-lines.ts'

/**
 * Makes one report of those of several shards. Their order does not matter.
 * @param root absolute path of the project here; the shards' paths are relative to their own
 */
export function mergeReports(reports: readonly ProcessReport[], root: string): ProcessReport {
  reports = [...reports].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const processes = sortProcesses(
    reports.flatMap(report => report.processes.map(process => ({ ...process }))),
  )
  const merged: ProcessReport = {
    version: 1,
    covtree: reports[0]?.covtree ?? '',
    root,
    summary: countStates(processes),
    processes,
  }
  const withLines = reports.filter(report => report.files && report.coverages && report.contexts)
  if (withLines.length === 0) return merged
  mergeLines(merged, withLines)
  countOwnLines(merged)
  return merged
}

/** Identifies the report of a shard: reports are sorted by it, so that the result does not depend on the order of the blobs. */
function keyOf({ processes }: ProcessReport): string {
  const first = processes[0]
  return `${first?.shard} ${first?.startTime} ${first?.id}`
}

function mergeLines(merged: ProcessReport, reports: readonly ProcessReport[]): void {
  merged.contexts = [...new Set(reports.flatMap(report => report.contexts!))].sort()
  const contextIndexes = new Map(merged.contexts.map((context, index) => [context, index]))
  const paths = [...new Set(reports.flatMap(report => report.files!.map(file => file.path)))].sort()
  const fileIndexes = new Map(paths.map((path, index) => [path, index]))
  const setIndexes = paths.map(() => new Map<string, number>())
  merged.files = paths.map(path => mergeFile(path, reports))

  const coverageIndexes = new Map<string, number>()
  merged.coverages = []
  const byId = new Map(merged.processes.map(process => [`${process.shard} ${process.id}`, process]))
  for (const report of reports) {
    const sets = report.files!.map(file => {
      const index = fileIndexes.get(file.path)!
      return (file.sets ?? []).map(set =>
        indexSet(
          merged.files![index]!.sets!,
          setIndexes[index]!,
          set,
          context => contextIndexes.get(report.contexts![context]!)!,
        ),
      )
    })
    const coverages = report.coverages!.map(coverage => {
      const mapped = coverage
        .map(([file, set]): [number, number] => [
          fileIndexes.get(report.files![file]!.path)!,
          sets[file]![set]!,
        ])
        .sort((a, b) => a[0] - b[0])
      const key = mapped.join(';')
      if (!coverageIndexes.has(key)) coverageIndexes.set(key, merged.coverages!.push(mapped) - 1)
      return coverageIndexes.get(key)!
    })
    for (const { shard, id, coverage } of report.processes) {
      if (coverage !== undefined) byId.get(`${shard} ${id}`)!.coverage = coverages[coverage]!
    }
  }
}

function mergeFile(path: string, reports: readonly ProcessReport[]): ReportedFile {
  const found = reports.flatMap(report => report.files!.filter(file => file.path === path))
  const union = (key: 'lines' | 'testWorkers' | 'processes') => unionLines(found.map(file => file[key]))
  return {
    path,
    lines: union('lines'),
    testWorkers: union('testWorkers'),
    processes: union('processes'),
    sets: [],
  }
}

function union(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].sort((a, b) => a - b)
}

function indexSet(
  sets: LineSet[],
  indexes: Map<string, number>,
  { lines, contexts, shared = [] }: LineSet,
  mapContext: (context: number) => number,
): number {
  let index = indexes.get(lines)
  if (index === undefined) {
    index = sets.push({ lines, contexts: [] }) - 1
    indexes.set(lines, index)
  }
  const set = sets[index]!
  set.contexts = union(set.contexts, contexts.map(mapContext))
  const both = union(set.shared ?? [], shared.map(mapContext)).filter(
    context => !set.contexts.includes(context),
  )
  if (both.length > 0) set.shared = both
  else delete set.shared
  return index
}
