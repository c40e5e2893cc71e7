import { readFileSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import type { KillNote } from '../../contract/data-file.ts'
import { dataFolderNames, isDataFileName } from '../../contract/data-layout.ts'
import type { ProcessInfo } from '../../contract/process-info.ts'
import { isAlive } from '../../system/alive.ts'
import { listNames } from '../../system/list-names.ts'
import { isProcessInfo } from './process-info.ts'
import { readStartLogs, type StartLogs } from './start-logs.ts'

/** The data files of one process or thread, in the order in which they were written. */
export interface ProcessFiles {
  /** `<pid>-<thread>-<random>`, or the name of a file by NODE_V8_COVERAGE. */
  key: string
  paths: string[]
}

/** The contents of a data folder. */
export interface DataFolder {
  /** Sorted by key, so that combining does not depend on the order in which a disk lists files. */
  processes: Iterable<ProcessFiles> & { length: number }
  /** Start records that were not removed by a final flush. */
  started: ProcessInfo[]
  /** Ids of those of them that ran when the folder was listed. */
  running: Set<string>
  /** Start records that could not be read. */
  unreadable: string[]
  /** Kill notes by the id of the process. */
  kills: Map<string, KillNote>
  /** Why a process could not write its last data, an error code of Node, by its id. */
  faults: Map<string, string>
  /** The folder of saved texts. */
  texts: string
  /** The logs of all starters. */
  logs: StartLogs
}

/** The name of a file that Node writes because of NODE_V8_COVERAGE. */
const nodeFilePattern = /^coverage-\d+-\d+-\d+\.json$/

/**
 * Lists a data folder. One that cannot be listed counts as empty. Processes may end meanwhile, so the data files are listed last: a process
 * that does not run any more when the others are read has written its last data.
 */
export function listDataFolder(dataFile: string): DataFolder {
  const folder = dirname(dataFile)
  const prefix = basename(dataFile)
  const logs = readStartLogs(join(folder, dataFolderNames.starts))
  const live = readLiveFolder(join(folder, dataFolderNames.live))
  const names = listNames(folder).filter(name => isDataFileName(name, prefix) || nodeFilePattern.test(name))
  return {
    processes: new ProcessList(folder, prefix, names),
    ...live,
    texts: join(folder, dataFolderNames.texts),
    logs,
  }
}

/** The processes of a folder. Only the names of their data files are kept: there may be thousands. */
class ProcessList implements Iterable<ProcessFiles> {
  readonly length: number
  readonly #folder: string
  readonly #prefix: string
  /** Sorted, so that those of one process are side by side. */
  readonly #names: readonly string[]

  constructor(folder: string, prefix: string, names: string[]) {
    this.#folder = folder
    this.#prefix = prefix
    this.#names = names.sort()
    let length = 0
    let before: string | undefined
    for (const name of names) {
      const key = this.#keyOf(name)
      if (key !== before) length++
      before = key
    }
    this.length = length
  }

  *[Symbol.iterator](): Iterator<ProcessFiles> {
    let key: string | undefined
    let names: string[] = []
    for (const name of this.#names) {
      const next = this.#keyOf(name)
      if (key !== undefined && next !== key) {
        yield this.#toFiles(key, names)
        names = []
      }
      key = next
      names.push(name)
    }
    if (key !== undefined) yield this.#toFiles(key, names)
  }

  #toFiles(key: string, names: string[]): ProcessFiles {
    names.sort((a, b) => sequenceOf(a) - sequenceOf(b))
    // `join` would normalize each path, which is a tenth of the time that a process takes.
    return { key, paths: names.map(name => `${this.#folder}${sep}${name}`) }
  }

  /** `<pid>-<thread>-<random>`, or the whole name of a file by NODE_V8_COVERAGE. */
  #keyOf(name: string): string {
    return nodeFilePattern.test(name) ? name : name.slice(this.#prefix.length + 1, name.lastIndexOf('-'))
  }
}

function sequenceOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('-') + 1, -'.json'.length))
}

function readLiveFolder(
  folder: string,
): Pick<DataFolder, 'started' | 'running' | 'unreadable' | 'kills' | 'faults'> {
  const started: ProcessInfo[] = []
  const unreadable: string[] = []
  const kills = new Map<string, KillNote>()
  const faults = new Map<string, string>()
  /** Ids of threads that have ended, noted by the threads that started them where there is no /proc. */
  const over = new Set<string>()
  for (const name of listNames(folder).sort()) {
    if (name.endsWith('.over')) over.add(name.slice(0, -'.over'.length))
    const [, id, fault] = /^([^.]+)\.(\w+)\.fault$/.exec(name) ?? []
    if (id && fault) faults.set(id, fault)
    const isKill = name.endsWith('.kill')
    if (!isKill && !name.endsWith('.json')) continue
    try {
      const content: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'))
      if (isKill) {
        const note = content as KillNote
        if (typeof note?.signal === 'string') kills.set(name.slice(0, -'.kill'.length), note)
        continue
      }
      if (!isProcessInfo(content)) throw new TypeError('no process info')
      started.push(content)
    } catch (error) {
      // ENOENT: the process has just ended and removed its record, and its data file says the rest. An incomplete kill note is ignored.
      if (!isKill && (error as NodeJS.ErrnoException).code !== 'ENOENT') unreadable.push(join(folder, name))
    }
  }
  const running = started.filter(info => !over.has(info.id) && isAlive(info))
  return { started, running: new Set(running.map(({ id }) => id)), unreadable, kills, faults }
}
