import { createHash, randomBytes } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import {
  type DataFile,
  dataFileNamePattern,
  dataFolderNames,
  type ScriptInfo,
} from '../../contract/data-file.ts'
import { recognizeData } from './foreign-data.ts'
import { dataPrefix, eraseData, keptNames } from './kept-data.ts'

/** What was brought into a data folder. */
export interface Imported {
  /** Data files of processes. */
  processes: number
  /** Coverage maps of other tools. */
  maps: number
  /** Files that hold no coverage, or cannot be read. */
  unreadable: string[]
}

/** What is done with data of covtree that has been brought over; files of other tools are only ever copied. */
export interface ImportOptions {
  /** Copy instead of move. */
  keep: boolean
}

/**
 * Brings all coverage of a file or folder into a data folder. Data files keep their names, so that the same data brought
 * twice counts once, in whatever order and grouping folders are combined.
 */
export function importData(source: string, target: string, { keep }: ImportOptions): Imported {
  const imported: Imported = { processes: 0, maps: 0, unreadable: [] }
  if (!statSync(source).isDirectory()) {
    for (const name of listParts(source)) {
      const part = join(dirname(source), name)
      // Other data files may need it too.
      if (existsSync(part)) transfer(part, join(target, name), true)
    }
    importFile(source, target, keep, imported, true)
    return imported
  }
  for (const name of readdirSync(source).sort()) {
    if (
      name.endsWith('.json') &&
      !name.startsWith('.') &&
      name !== 'config.json' &&
      name !== keptNames.paths
    ) {
      importFile(join(source, name), target, keep, imported, dataFileNamePattern.test(name))
    }
  }
  for (const name of [...Object.values(dataFolderNames), keptNames.maps]) {
    if (!existsSync(join(source, name))) continue
    const names = readdirSync(join(source, name)).filter(inner => !inner.startsWith('.'))
    if (name === keptNames.maps) imported.maps += names.length
    for (const inner of names) transfer(join(source, name, inner), join(target, name, inner), keep)
  }
  if (!keep && imported.unreadable.length === 0 && existsSync(join(source, dataFolderNames.live)))
    eraseData(source)
  return imported
}

/** Paths, within their folder, of the shared parts and texts that one data file needs. */
function listParts(path: string): string[] {
  try {
    const { scripts, sharedCounts } = JSON.parse(readFileSync(path, 'utf8')) as Partial<DataFile>
    const shared = [scripts, sharedCounts].filter(isPartName).map(name => join(dataFolderNames.shared, name))
    const listed: ScriptInfo[] = Array.isArray(scripts)
      ? scripts
      : JSON.parse(readFileSync(join(dirname(path), shared[0]!), 'utf8'))
    const texts = listed.flatMap(({ text, map }) => [text, map]).filter(isPartName)
    return [...shared, ...texts.map(name => join(dataFolderNames.texts, name))]
  } catch {
    // A file of another tool, or one that importing will say is unreadable.
    return []
  }
}

/** Whether a data file names a part as covtree does: the name of a file, and no way out of the folder. */
function isPartName(name: unknown): name is string {
  return typeof name === 'string' && /^\w+(?:\.map)?$/.test(name)
}

/** Whether a folder may hold something to import. */
export function holdsData(folder: string): boolean {
  return readdirSync(folder).some(
    name => name.endsWith('.json') || name === dataFolderNames.live || name === keptNames.maps,
  )
}

function importFile(
  path: string,
  target: string,
  keep: boolean,
  imported: Imported,
  isExpected: boolean,
): void {
  let text: string
  let data: ReturnType<typeof recognizeData>
  try {
    text = readFileSync(path, 'utf8')
    data = recognizeData(JSON.parse(text))
  } catch {
    imported.unreadable.push(path)
    return
  }
  if (data?.kind === 'map') {
    const name = `${hash(text)}-${randomBytes(6).toString('hex')}.json`
    write(join(target, keptNames.maps, name), JSON.stringify(data.map))
    imported.maps++
  } else if (data?.kind === 'v8') {
    const [, pid = '0', time = '0', thread = '0'] = /^coverage-(\d+)-(\d+)-(\d+)/.exec(basename(path)) ?? []
    const name = `${dataPrefix}-${pid}-${thread}-${Number(time).toString(36)}${hash(text)}-0.json`
    write(join(target, name), JSON.stringify({ result: data.result, ...data.rest }))
    imported.processes++
  } else if (data) {
    const [name] = dataFileNamePattern.exec(basename(path)) ?? [`-0-0-${hash(text)}-0.json`]
    transfer(path, join(target, dataPrefix + name), keep)
    imported.processes++
  } else if (isExpected) {
    imported.unreadable.push(path)
  }
}

/** Files of one name hold the same: names tell the process, or what is in the file. */
function transfer(from: string, to: string, keep: boolean): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
  if (keep) {
    copyFileSync(from, to)
    return
  }
  try {
    renameSync(from, to)
  } catch (error) {
    // Another disk, as a mounted folder of a container is.
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    copyFileSync(from, to)
    rmSync(from)
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, text, { mode: 0o600 })
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex').slice(0, 16)
}
