// The files `coverage-<pid>-<time>-<thread>.json` that Node writes for NODE_V8_COVERAGE.

import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import { textFile } from '../../src/contract/data-layout.ts'
import { folderOf } from '../../src/contract/folder-of.ts'
import { whenFree } from '../../src/system/busy-file.ts'
import { debugLog } from '../node/debug-log.ts'
import { isThere } from '../node/is-there.ts'
import {
  copyFileSync,
  mkdirSync,
  parse,
  readdirSync,
  readText,
  renameSync,
  unlinkSync,
} from '../node/primordials.ts'
import { mergeCounts } from './merge-counts.ts'

/** A file of Node's. */
export interface CoverageFile {
  folder: string
  name: string
  /** When it was written, ms since the epoch. */
  time: number
}

const ending = '.json'

/** The files that Node writes for this thread. */
export class CoverageFiles {
  readonly #dataFile: string
  readonly #threadId: number
  readonly #seen = new Set<string>()
  #held: { file: CoverageFile; path: string }[] = []

  constructor(dataFile: string, threadId: number) {
    this.#dataFile = dataFile
    this.#threadId = threadId
  }

  /**
   * The files that `take` has Node write. In the same folder an earlier process, a container or another host may write files with this pid,
   * and with any time.
   */
  findWritten(folder: string, take: () => void): CoverageFile[] {
    this.findNew(folder)
    take()
    return this.findNew(folder)
  }

  /** Files in a folder that were not there at the last call. */
  findNew(folder: string): CoverageFile[] {
    const found: CoverageFile[] = []
    for (const name of listFiles(folder)) {
      const time = this.#readTime(name)
      if (time === -1 || this.#seen.has(name)) continue
      this.#seen.add(name)
      found.push({ folder, name, time })
    }
    return found
  }

  /** Moves files into the data folder until {@link giveBack}. */
  hold(files: CoverageFile[]): void {
    for (const file of files) {
      const path = textFile(this.#dataFile, file.name)
      try {
        makeFolder(folderOf(path))
        move(`${file.folder}/${file.name}`, path)
        this.#held.push({ file, path })
      } catch (error) {
        debugLog(`${file.name} not held`, error)
      }
    }
  }

  /** Puts these files and all held ones where Node wrote them. */
  giveBack(files: CoverageFile[]): void {
    for (const file of files) this.#rename(`${file.folder}/${file.name}`, file)
    for (const { file, path } of this.#held) this.#rename(path, file)
    this.#held = []
  }

  /** Moves a file to the name of an earlier time: Node may write its last file within the same millisecond. */
  #rename(from: string, { folder, time }: CoverageFile): void {
    let name: string
    do name = this.#nameFile(--time)
    while (isThere(`${folder}/${name}`))
    this.#seen.add(name)
    try {
      move(from, `${folder}/${name}`)
    } catch (error) {
      // Its counts were read: only Node's own report can miss it.
      debugLog(`${from} not put back`, error)
    }
  }

  #nameFile(time: number | string): string {
    return `coverage-${process.pid}-${time}-${this.#threadId}${ending}`
  }

  /** The time in a file's name; -1 if it is not one of this thread. */
  #readTime(name: string): number {
    const time = name.split('-')[2] ?? ''
    return name === this.#nameFile(time) ? Number(time) : -1
  }
}

/** Sums the counts in some files. */
export function readCounts(files: CoverageFile[]): ScriptCoverage[] {
  let counts: ScriptCoverage[] = []
  for (const { folder, name } of files)
    counts = mergeCounts(counts, parse(readText(`${folder}/${name}`)).result)
  return counts
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // Nothing has been written yet.
    return []
  }
}

function makeFolder(folder: string): void {
  if (!isThere(folder)) mkdirSync(folder, { mode: 0o700 })
}

function move(from: string, to: string): void {
  try {
    whenFree(() => renameSync(from, to))
  } catch {
    // The two are on different file systems.
    copyFileSync(from, to)
    whenFree(() => unlinkSync(from))
  }
}
