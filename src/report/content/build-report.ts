import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { CoverageMapData, ProcessRecord, ProcessState } from '../../core/index.ts'
import { covtreeVersion } from '../version.ts'
import { addContexts, listUsers } from './coverage-users.ts'
import type { FileLines } from './file-lines.ts'
import type { CollectedLines } from './line-collector.ts'
import { unionLines } from './line-ranges.ts'
import {
  type Coverage,
  type ProcessReport,
  processKeys,
  processStates,
  type ReportedFile,
  type ReportedProcess,
  type ReportedScript,
} from './model.ts'
import { countOwnLines } from './own-lines.ts'
import { listPartialBranches } from './partial-branches.ts'
import type { Redact } from './redact.ts'
import { type CoveredCounts, sumTotals, type Totals, totalByFile } from './totals.ts'

/** The parts that a process report is made of. */
export interface ReportParts {
  /** Absolute path of the project. */
  root: string
  processes: readonly ProcessRecord[]
  redact: Redact
  /** `1/2`, of a sharded run. */
  shard?: string | undefined
  /** The coverage map with the processes' counts, if totals are wanted. */
  map?: CoverageMapData
  /** By absolute path: what the test workers covered. Absent where there are no test workers. */
  coveredBefore?: ReadonlyMap<string, CoveredCounts> | undefined
  /** Lines by process, if they were kept. */
  lines?: {
    collected: CollectedLines
    /** By absolute path: the lines that the test workers themselves ran, read before the processes' counts were added. */
    before: ReadonlyMap<string, FileLines>
    /** The same afterwards: it also has the files that only processes ran. */
    after: ReadonlyMap<string, FileLines>
  }
}

/** Makes the process report of one run. */
export function buildReport(parts: ReportParts): ProcessReport {
  const { root, processes, redact, shard, map, coveredBefore, lines } = parts
  const redactList = rememberLists(redact)
  const totals = map && totalByFile(map, coveredBefore)
  const report: ProcessReport = {
    version: 1,
    covtree: covtreeVersion,
    root: toSlashes(root),
    summary: countStates(processes),
    ...(totals && { totals: sumTotals(totals.values()) }),
    processes: sortProcesses(
      processes.map(process => {
        const script = totals && findScript(process, root, totals)
        return reportProcess(process, root, { redact, redactList }, { shard, script })
      }),
    ),
  }
  if (lines) {
    const paths = addLines(report, lines, redact)
    if (map && totals) addTotals(report, paths, map, totals)
    countOwnLines(report)
  }
  return report
}

/** Adds what the coverage map says of the files. `paths` are theirs, absolute and in the same order. */
function addTotals(
  report: ProcessReport,
  paths: readonly string[],
  map: CoverageMapData,
  totals: ReadonlyMap<string, Totals>,
): void {
  for (const [index, path] of paths.entries()) {
    const file = report.files![index]!
    const coverage = map[path]
    if (!coverage) continue
    file.totals = totals.get(path)!
    file.partialBranches = listPartialBranches(coverage)
  }
  report.filesNotRun = [...totals]
    .filter(
      ([, { statements, functions }]) => statements.covered + functions.covered === 0 && statements.total > 0,
    )
    .map(([path, { statements }]) => ({ path: shortenPath(path, report.root), statements: statements.total }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Thousands of processes share few lists of arguments: each list is redacted once. */
function rememberLists(redact: Redact): Redact {
  const known = new WeakMap<readonly string[], string[]>()
  return list => {
    let result = known.get(list)
    if (!result) {
      result = redact(list)
      known.set(list, result)
    }
    return result
  }
}

/** Counts the processes in each state. */
export function countStates(processes: Iterable<{ state: ProcessState }>): Record<ProcessState, number> {
  const counts = Object.fromEntries(processStates.map(state => [state, 0])) as Record<ProcessState, number>
  for (const { state } of processes) counts[state]++
  return counts
}

/** Sorts by start, then by id, so that the order does not depend on the order in which a disk lists files. */
export function sortProcesses(processes: ReportedProcess[]): ReportedProcess[] {
  return processes.sort((a, b) => a.startTime - b.startTime || (a.id < b.id ? -1 : 1))
}

/** Copies what reports show of a process, in the order of {@link processKeys}: all processes share one hidden class of V8. */
function reportProcess(
  record: ProcessRecord,
  root: string,
  { redact, redactList }: { redact: Redact; redactList: Redact },
  { shard, script }: { shard: string | undefined; script: ReportedScript | undefined },
): ReportedProcess {
  const { argv, execArgv, cwd, context } = record
  const own: Partial<ReportedProcess> = record
  const changed: Partial<ReportedProcess> = {
    argv: redactList(argv),
    execArgv: redactList(execArgv),
    cwd: shortenPath(cwd, root),
    context: redact([context])[0]!,
    ...(shard !== undefined && { shard }),
    ...(script && { script }),
  }
  const reported: Partial<Record<keyof ReportedProcess, unknown>> = {}
  for (const key of processKeys) {
    const value = changed[key] ?? own[key]
    if (value !== undefined) reported[key] = value
  }
  return reported as unknown as ReportedProcess
}

/** Finds the file of the report that a process was started with: its first or second argument, behind the path of Node. */
function findScript(
  { reason, argv, cwd }: ProcessRecord,
  root: string,
  totals: ReadonlyMap<string, Totals>,
): ReportedScript | undefined {
  if (reason === undefined) return undefined
  for (const argument of argv.slice(1, 3)) {
    const path = resolve(cwd, argument)
    const found = totals.get(path)
    if (found) return { path: shortenPath(path, root), statements: found.statements }
  }
  return undefined
}

/** Adds files, contexts and coverages. Returns the absolute paths of the files, in their order. */
function addLines(report: ProcessReport, lines: NonNullable<ReportParts['lines']>, redact: Redact): string[] {
  const { collected } = lines
  const users = listUsers(report, collected, redact)
  report.contexts = [...new Set(users.flatMap(({ contexts }) => contexts))].sort()

  const paths = [...collected.sets.keys()]
    .map(path => ({ path, short: shortenPath(path, report.root) }))
    .sort((a, b) => (a.short < b.short ? -1 : 1))
  report.files = paths.map(({ path, short }) => reportFile(path, short, lines))
  const fileIndexes = new Map(paths.map(({ path }, index) => [path, index]))
  report.coverages = collected.coverages.map(
    (coverage): Coverage => coverage.map(([path, set]) => [fileIndexes.get(path)!, set]),
  )
  for (const process of report.processes) {
    const coverage = collected.processes.get(process.id)
    if (coverage !== undefined) process.coverage = coverage
  }
  addContexts(report, users)
  return paths.map(({ path }) => path)
}

function reportFile(
  path: string,
  short: string,
  { collected, before, after }: NonNullable<ReportParts['lines']>,
): ReportedFile {
  const sets = collected.sets.get(path)!.map(lines => ({ lines, contexts: [] as number[] }))
  return {
    path: short,
    lines: after.get(path)?.lines ?? '',
    testWorkers: before.get(path)?.covered ?? '',
    processes: unionLines(sets.map(set => set.lines)),
    sets,
  }
}

/** Relative to the root, with `/`, if it lies inside; `.` for the root itself. */
function shortenPath(path: string, root: string): string {
  if (path === '' || !isAbsolute(path)) return toSlashes(path)
  const short = relative(root, path)
  if (short === '') return '.'
  return short === '..' || short.startsWith(`..${sep}`) || isAbsolute(short)
    ? toSlashes(path)
    : toSlashes(short)
}

function toSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path
}
