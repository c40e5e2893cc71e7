import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ProcessInfo } from '../contract/process-info.ts'
import type { Counting } from './counter.ts'
import type { CoverageMapData } from './coverage-map.ts'
import { type ReadDataFile, readDataFile } from './data-file.ts'
import { listDataFolder, type ProcessFiles } from './data-folder.ts'
import { FileSet } from './file-set.ts'
import { createPathMapper, type PathAlias } from './path-aliases.ts'
import { applyPlan, type Plan } from './plan.ts'
import { ProcessCounts } from './process-counts.ts'
import { LineReader, type OnProcessLines } from './process-lines.ts'
import {
  isProcessAlive,
  type ProcessData,
  type ProcessRecord,
  recordProcess,
  recordStart,
} from './process-record.ts'
import { identifyText, loadText, type ScriptSource } from './script-text.ts'
import { planText } from './text-plan.ts'
import { TypeStripper } from './type-stripper.ts'
import { type Warning, WarningLog } from './warning.ts'

/** What to combine and into what. */
export interface CombineOptions {
  /** Value of `COVTREE_DATAFILE`: folder and prefix of the data files. */
  dataFile: string
  /** The host's coverage map as plain JSON. Counts are added in place; files that only a child ran are added. */
  map: CoverageMapData
  /** Whether an original source file belongs to the report; asked once a path. */
  isIncluded(path: string): boolean
  /** File coverages of the host, with all counts 0, of included files that its map does not hold. */
  structuresFor?(paths: string[]): Promise<CoverageMapData>
  /** Whose counts the in-process ones are. @default 'v8' */
  counting?: Counting
  /** Where folders of other machines lie on this one; the first that covers a path is taken. */
  paths?: readonly PathAlias[]
  /** Told which lines each process ran. Costs time and memory for each different behaviour: nothing if not given. */
  onProcessLines?: OnProcessLines
}

/** What combining brought to light besides the counts. */
export interface CombineResult {
  /** All known processes and threads, sorted by start. */
  processes: ProcessRecord[]
  warnings: Warning[]
}

/** Adds the counts of all data files to a coverage map. Reads one file at a time: memory does not grow with processes. */
export async function combine(options: CombineOptions): Promise<CombineResult> {
  const folder = await listDataFolder(options.dataFile)
  const warnings = new WarningLog()
  const mapPath = createPathMapper(options.paths ?? [])
  const files = new FileSet(options.map, options.isIncluded, options.structuresFor, mapPath)
  const plans = new Map<string, Plan | undefined>()
  const stripper = new TypeStripper()
  const { onProcessLines } = options
  const lineReader = onProcessLines && new LineReader()

  const planFor = async (source: ScriptSource): Promise<Plan | undefined> => {
    const key = identifyText(source)
    if (!plans.has(key)) {
      try {
        const text = await loadText(source, warnings, mapPath, stripper)
        plans.set(key, text && (await planText(text, files, options.counting ?? 'v8', warnings)))
      } catch (error) {
        stripper.close()
        throw error
      }
    }
    return plans.get(key)
  }

  const knownEnd = ({ id }: ProcessInfo) => ({ isAlive: isProcessAlive, kill: folder.kills.get(id) })
  const processes: ProcessRecord[] = []
  const counted = new Set<string>()
  const unended = new Set(folder.started.map(({ id }) => id))
  for (const path of folder.unreadable) warnings.add('unreadable-data', path)
  for (const process of folder.processes) {
    const data = await countProcess(process, folder.texts, planFor, warnings)
    if (!data) continue
    counted.add(data.info.id)
    if (data.last.reason === 'wait' && unended.has(data.info.id)) delete data.last.end
    if (lineReader && data.reached.size > 0) onProcessLines?.(data.info.id, lineReader.read(data.reached))
    processes.push(recordProcess(data, knownEnd(data.info)))
  }
  stripper.close()
  for (const plan of plans.values()) if (plan) applyPlan(plan)
  for (const info of folder.started)
    if (!counted.has(info.id)) processes.push(recordStart(info, knownEnd(info)))
  processes.sort((a, b) => a.startTime - b.startTime || (a.id < b.id ? -1 : 1))
  for (const path of files.absent) warnings.add('other-version', `${path}: not here`)
  return { processes, warnings: warnings.list() }
}

/** Adds up what one process wrote; `undefined` if none of its files could be read. */
async function countProcess(
  { key, paths }: ProcessFiles,
  texts: string,
  planFor: (source: ScriptSource) => Promise<Plan | undefined>,
  warnings: WarningLog,
): Promise<(ProcessData & { reached: Map<Plan, Uint8Array> }) | undefined> {
  const counts = new ProcessCounts()
  let data: ProcessData | undefined
  let isDamaged = false
  for (const path of paths) {
    let file: ReadDataFile
    try {
      file = await readDataFile(path)
    } catch {
      warnings.add('unreadable-data', path)
      isDamaged = true
      continue
    }
    for (const [index, script] of file.result.entries()) {
      const sourceMapCache = file['source-map-cache']?.[script.url]
      const plan = await planFor({
        script,
        info: file.covtree?.scripts[index],
        sourceMapCache,
        texts,
        node: file.covtree?.process.argv[0],
      })
      if (plan) counts.add(plan, script.functions)
    }
    const { end, reason = 'exit' } = file.covtree ?? {}
    const info = file.covtree?.process ?? readPlainInfo(key)
    const time = end?.time ?? (file.covtree ? await readTime(path, info.startTime) : info.startTime)
    data = {
      info,
      last: { reason, time, ...(end && { end }) },
      coveredStatements: 0,
      contributed: false,
      isDamaged,
    }
    if (!file.covtree) data.last.end = { time }
  }
  if (!data) return undefined
  data.isDamaged = isDamaged
  /** Points that this process reached, to count a statement once however many files it is in. */
  const reached = counts.finish()
  data.contributed = reached.size > 0
  for (const [plan, points] of reached) {
    for (let i = 0; i < points.length; i++)
      if (points[i] === 1) data.coveredStatements += plan.statementsAt[i]!
  }
  return { ...data, reached }
}

/** When a process wrote data without being about to end, in ms since the epoch. */
async function readTime(path: string, startTime: number): Promise<number> {
  try {
    return Math.round((await stat(path)).mtimeMs)
  } catch {
    return startTime
  }
}

/** All that the name of a plain NODE_V8_COVERAGE file tells: `coverage-<pid>-<time>-<n>.json`, or `<pid>-<thread>-…` as ours. */
function readPlainInfo(key: string): ProcessInfo {
  const [, pid, time = 0] = /^coverage-(\d+)-(\d+)-/.exec(key) ?? /^(\d+)-/.exec(key) ?? []
  return {
    id: basename(key, '.json'),
    pid: Number(pid),
    ppid: 0,
    threadId: 0,
    argv: [],
    execArgv: [],
    cwd: '',
    context: '',
    node: '',
    startTime: Number(time),
  }
}
