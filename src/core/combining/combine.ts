import type { Counting } from '../counting/counter.ts'
import { LineReader, type OnProcessLines } from '../counting/process-lines.ts'
import type { CoverageMapData } from '../coverage-map.ts'
import { DataReader, type ReadDataFile } from '../data/data-file.ts'
import { listDataFolder } from '../data/list-data-folder.ts'
import type { ProcessRecord } from '../data/process-record.ts'
import { ProcessRecords } from '../data/process-records.ts'
import { readTestTimes } from '../data/test-times.ts'
import { createPathMapper, type PathAlias } from '../path-aliases.ts'
import { type Warning, WarningLog } from '../warning.ts'
import { EventLoopPauses } from './event-loop-pauses.ts'
import { FileSet } from './file-set.ts'
import { PlanSet } from './plan-set.ts'
import { type CountedProcess, ProcessCounter } from './process-counter.ts'
import { splitByTest } from './test-parts.ts'

/** The data to combine, the map to add it to, and how. */
export interface CombineOptions {
  /** Value of `COVTREE_DATAFILE`: folder and prefix of the data files. */
  dataFile: string
  /** The host's coverage map as plain JSON. Counts are added in place; files that only a child ran are added. */
  map: CoverageMapData
  /** Whether a source file belongs to the report; called once a path. */
  isIncluded(path: string): boolean
  /** Returns the host's file coverages, with all counts 0, of included files that are not in its map. */
  structuresFor?(paths: string[]): Promise<CoverageMapData>
  /** Whether `structuresFor` makes structures as this core does (`parseStructure`). @default false */
  hasCoreStructures?: boolean
  /** The tool that made the counts of the host. @default 'v8' */
  counting?: Counting
  /** Folders of other machines, and where they are on this one; the first that covers a path is taken. */
  paths?: readonly PathAlias[]
  /** Called with the lines that each process ran. If given, it costs time and memory for each different behaviour. */
  onProcessLines?: OnProcessLines | undefined
  /** Called before each process. */
  onProgress?: OnProgress | undefined
}

/** Takes the number of processes that have been counted, and that of all. */
export type OnProgress = (done: number, total: number) => void

/** The result of combining, besides the counts. */
export interface CombineResult {
  /** All known processes and threads, sorted by start. */
  processes: ProcessRecord[]
  warnings: Warning[]
}

/** Adds the counts of all data files to a coverage map. Memory grows with the number of different counts, up to a limit. */
export async function combine(options: CombineOptions): Promise<CombineResult> {
  const folder = listDataFolder(options.dataFile)
  const warnings = new WarningLog()
  const mapPath = createPathMapper(options.paths ?? [])
  const fileSet = new FileSet(options.map, options.isIncluded, options.structuresFor, mapPath)
  const pauses = new EventLoopPauses()
  let done = 0
  const step = () => {
    options.onProgress?.(done, folder.processes.length)
    return pauses.take()
  }
  const plans = new PlanSet(fileSet, step, {
    texts: folder.texts,
    counting: options.counting ?? 'v8',
    mapPath,
    warnings,
    hasCoreStructures: options.hasCoreStructures ?? false,
  })
  const counter = new ProcessCounter(new DataReader(options.dataFile), plans, warnings)
  const reportLines =
    options.onProcessLines && createLineReport(options.dataFile, counter, options.onProcessLines)
  const records = new ProcessRecords(folder)
  for (const path of folder.unreadable) {
    warnings.add('unreadable-data', path)
    records.noteDamage(path)
  }
  for (const process of folder.processes) {
    const pause = step()
    if (pause) await pause
    const files = counter.read(process)
    for (const { scripts } of files) if (!plans.has(scripts)) await plans.plan(scripts)
    const data = counter.count(process, files)
    done++
    if (!data) {
      records.noteDamage(process.key)
      continue
    }
    if (data.contributed) reportLines?.(data, files)
    records.add(data)
  }
  counter.flush()
  plans.apply()
  for (const path of fileSet.absent) warnings.add('other-version', `${path}: not here`)
  return { processes: records.complete(), warnings: warnings.list() }
}

/** Returns a function that tells `onProcessLines` which lines a process ran, and which of them for which tests. */
function createLineReport(dataFile: string, counter: ProcessCounter, onProcessLines: OnProcessLines) {
  const reader = new LineReader()
  const testTimes = readTestTimes(dataFile)
  return ({ info, outcome }: CountedProcess, files: readonly ReadDataFile[]): void => {
    outcome.lines ??= reader.read(outcome.behaviours)
    const parts = splitByTest(files, testTimes)?.map(({ file, contexts }) => ({
      contexts,
      files: reader.read(counter.readPart(file)),
    }))
    onProcessLines(info.id, outcome.lines, parts)
  }
}
