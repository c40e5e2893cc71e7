import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { dataFileNamePattern, dataFolderNames, type KillNote } from '../contract/data-file.ts'
import type { ProcessInfo } from '../contract/process-info.ts'

/** The data files of one process or thread, in the order they were written. */
export interface ProcessFiles {
  /** `<pid>-<thread>-<random>`, or the name of a plain NODE_V8_COVERAGE file. */
  key: string
  paths: string[]
}

/** What lies in a data folder. */
export interface DataFolder {
  /** Sorted by key, so that combining does not depend on the order in which a disk lists files. */
  processes: ProcessFiles[]
  /** Start records that were not removed by a final flush. */
  started: ProcessInfo[]
  /** Start records that could not be read. */
  unreadable: string[]
  /** What senders of deadly signals noted, by the process's id. */
  kills: Map<string, KillNote>
  /** Where the texts of scripts are that do not lie on disk. */
  texts: string
}

/** Node's own name for a file written because of NODE_V8_COVERAGE. */
const plainNamePattern = /^coverage-\d+-\d+-\d+\.json$/

/** Lists a data folder; one that cannot be listed is an empty one. */
export async function listDataFolder(dataFile: string): Promise<DataFolder> {
  const folder = dirname(dataFile)
  const prefix = basename(dataFile)
  const processes = new Map<string, { path: string; sequence: number }[]>()
  for (const name of await listNames(folder)) {
    const match = name.startsWith(prefix) ? dataFileNamePattern.exec(name.slice(prefix.length)) : null
    if (!match && !plainNamePattern.test(name)) continue
    const key = match ? `${match[1]}-${match[2]}-${match[3]}` : name
    const file = { path: join(folder, name), sequence: match ? Number(match[4]) : 0 }
    const files = processes.get(key)
    if (files) files.push(file)
    else processes.set(key, [file])
  }
  const live = await readLiveFolder(join(folder, dataFolderNames.live))
  return {
    processes: [...processes.keys()].sort().map(key => ({
      key,
      paths: processes
        .get(key)!
        .sort((a, b) => a.sequence - b.sequence)
        .map(file => file.path),
    })),
    ...live,
    texts: join(folder, dataFolderNames.texts),
  }
}

async function readLiveFolder(folder: string): Promise<Pick<DataFolder, 'started' | 'unreadable' | 'kills'>> {
  const started: ProcessInfo[] = []
  const unreadable: string[] = []
  const kills = new Map<string, KillNote>()
  for (const name of (await listNames(folder)).sort()) {
    const isKill = name.endsWith('.kill')
    if (!isKill && !name.endsWith('.json')) continue
    try {
      const content: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'))
      if (isKill) {
        const note = content as KillNote
        if (typeof note?.signal === 'string') kills.set(name.slice(0, -'.kill'.length), note)
        continue
      }
      const info = content as ProcessInfo
      if (typeof info?.id !== 'string' || typeof info.pid !== 'number') throw new TypeError('no process info')
      started.push(info)
    } catch (error) {
      // It was removed by a process that ended just now; its data file tells all. A sender that died as it wrote its note says nothing.
      if (!isKill && (error as NodeJS.ErrnoException).code !== 'ENOENT') unreadable.push(join(folder, name))
    }
  }
  return { started, unreadable, kills }
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    // Gone, or no folder any more: the run's adapter says so, see checkDataFolder.
    return []
  }
}
