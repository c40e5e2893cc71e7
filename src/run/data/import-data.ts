import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { dataFileNamePattern, dataFolderNames } from '../../contract/data-layout.ts'
import { eraseData } from './erase-data.ts'
import { type ForeignData, recognizeData } from './foreign-data.ts'
import { dataPrefix, keptNames, partNames } from './kept-data.ts'
import { listParts } from './list-parts.ts'
import { listOwn } from './own-files.ts'
import { transfer, writeFileIn } from './transfer.ts'

/** Numbers of imported files. */
export interface Imported {
  /** Data files of processes. */
  processes: number
  /** Coverage maps of other tools. */
  maps: number
  /** Files that hold no coverage, or cannot be read. */
  unreadable: string[]
}

/** Settings of {@link importData}. Files of other tools are always copied. */
export interface ImportOptions {
  /** The data folder. */
  target: string
  /** Copy instead of move. */
  keep: boolean
}

/**
 * Imports all coverage of a file or folder into a data folder. Data files keep their names, so data that is imported twice counts
 * once, in whatever order and grouping folders are combined.
 */
export function importData(source: string, options: ImportOptions): Imported {
  const importer = new Importer(options)
  if (statSync(source).isDirectory()) importer.importFolder(source)
  else importer.importSingle(source)
  return importer.imported
}

/** Whether a folder may hold something to import. */
export function holdsData(folder: string): boolean {
  return readdirSync(folder).some(
    name => name.endsWith('.json') || name === dataFolderNames.live || name === keptNames.maps,
  )
}

/** Files of a data folder that hold no data. */
const settingsNames: readonly string[] = ['config.json', keptNames.paths]

class Importer {
  readonly imported: Imported = { processes: 0, maps: 0, unreadable: [] }
  readonly #options: ImportOptions

  constructor(options: ImportOptions) {
    this.#options = options
  }

  importFolder(source: string): void {
    const { target, keep } = this.#options
    // Listed before the data files are moved: they identify the other files of covtree.
    const own = listOwn(source)
    for (const name of readdirSync(source).sort()) {
      if (!name.endsWith('.json') || name.startsWith('.') || settingsNames.includes(name)) continue
      // Other tools may keep JSON there that is no coverage.
      this.#importFile(join(source, name), dataFileNamePattern.test(name))
    }
    for (const name of own) {
      if (!partNames.includes(name)) continue
      const names = readdirSync(join(source, name)).filter(inner => !inner.startsWith('.'))
      if (name === keptNames.maps) this.imported.maps += names.length
      for (const inner of names) transfer(join(source, name, inner), join(target, name, inner), { keep })
    }
    if (!keep && this.imported.unreadable.length === 0 && existsSync(join(source, dataFolderNames.live)))
      eraseData(source, own)
  }

  /** Imports one file that the user named, with the parts of its data beside it. */
  importSingle(source: string): void {
    for (const name of listParts(source)) {
      const part = join(dirname(source), name)
      // Other data files may need it too.
      if (existsSync(part)) transfer(part, join(this.#options.target, name), { keep: true })
    }
    this.#importFile(source, true)
  }

  #importFile(path: string, isExpected: boolean): void {
    const { target, keep } = this.#options
    let text: string
    let data: ForeignData | undefined
    try {
      text = readFileSync(path, 'utf8')
      data = recognizeData(JSON.parse(text))
    } catch {
      this.imported.unreadable.push(path)
      return
    }
    if (data?.kind === 'map') {
      const name = `${hash(text)}-${randomBytes(6).toString('hex')}.json`
      writeFileIn(join(target, keptNames.maps), name, JSON.stringify(data.map))
      this.imported.maps++
    } else if (data?.kind === 'v8') {
      writeFileIn(target, nameForeign(path, text), JSON.stringify({ result: data.result, ...data.rest }))
      this.imported.processes++
    } else if (data) {
      const [name] = dataFileNamePattern.exec(basename(path)) ?? [`-0-0-${hash(text)}-0.json`]
      transfer(path, join(target, dataPrefix + name), { keep })
      this.imported.processes++
    } else if (isExpected) {
      this.imported.unreadable.push(path)
    }
  }
}

/** Names a NODE_V8_COVERAGE file after its process, as far as that is known, and its content. */
function nameForeign(path: string, text: string): string {
  const [, pid = '0', time = '0', thread = '0'] = /^coverage-(\d+)-(\d+)-(\d+)/.exec(basename(path)) ?? []
  return `${dataPrefix}-${pid}-${thread}-${Number(time).toString(36)}${hash(text)}-0.json`
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('hex').slice(0, 16)
}
