import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type KnownStructures,
  readWrittenStructure,
  writeStructure,
} from '../../core/structure/known-structures.ts'
import type { PlainStructure } from '../../core/structure/plain-structure.ts'
import { removeQuietly, whenFree } from '../../system/busy-file.ts'

/** The one file in a cache folder: a number, a list of contents of so many bytes, the structures one behind the other. */
const fileName = 'structures'
/** Digits of that number, and the end of its line. */
const numberLength = 11
/** How large the file may become, in bytes: some 5 MB of sources. */
const mostBytes = 2 ** 25

/** What the file begins with. */
interface Contents {
  /** What made the structures: those of another covtree or parser are not used. */
  maker: string
  /** Path and number of bytes of each. */
  files: [path: string, bytes: number][]
}

/** Where in the file a structure stands. */
interface Place {
  at: number
  bytes: number
  isUsed: boolean
}

/**
 * Structures of plain JavaScript, kept in a file from one run to the next. Nothing that is wrong with it is an error: what cannot be
 * read is made again, what cannot be written is not kept. Runs at the same time replace each other's file as a whole.
 */
export class StructureCache implements KnownStructures {
  readonly #folder: string
  readonly #maker: string
  #file: number | undefined
  readonly #known = new Map<string, Place>()
  readonly #added = new Map<string, string>()
  /** Characters of what was added; what is not ASCII takes more. */
  #addedLength = 0
  #buffer = Buffer.alloc(0)
  /** Read, and not taken yet. */
  #last: { path: string; text: string; structure: PlainStructure } | undefined

  /** @param maker names all that structures depend on besides their text */
  constructor(folder: string, maker: string) {
    this.#folder = folder
    this.#maker = maker
    try {
      this.#file = openSync(join(folder, fileName), 'r')
      this.#list(this.#file)
    } catch {
      // None yet, or none that can be read.
      this.#known.clear()
    }
  }

  has(path: string, text: string): boolean {
    const last = this.#last
    if (last?.path === path && last.text === text) return true
    const structure = this.#find(path, text)
    this.#last = structure && { path, text, structure }
    return structure !== undefined
  }

  take(path: string, text: string): PlainStructure | undefined {
    if (!this.has(path, text)) return undefined
    const { structure } = this.#last!
    this.#last = undefined
    return structure
  }

  add(path: string, text: string, structure: PlainStructure): void {
    const json = writeStructure(text, structure)
    if (this.#addedLength + json.length > mostBytes) return
    this.#added.set(path, json)
    this.#addedLength += json.length
  }

  /** Writes what is new, as far as there is room. Nothing can be asked for afterwards. */
  save(): void {
    if (this.#added.size === 0) return
    const path = join(this.#folder, fileName)
    // Containers that share a folder have the same pids.
    const own = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`
    try {
      const printed = this.#print()
      if (!printed) return
      // Windows replaces no file that is open.
      this.close()
      mkdirSync(this.#folder, { recursive: true })
      writeFileSync(own, printed)
      whenFree(() => renameSync(own, path))
    } catch {
      // No room, no permission: the next run makes them again.
      removeQuietly(own)
    }
  }

  /** Nothing can be asked for afterwards. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
    this.#known.clear()
    this.#added.clear()
    this.#last = undefined
  }

  /** Reads where each structure stands; throws for a file that is not whole, or not ours. */
  #list(file: number): void {
    const length = Number(this.#read(0, numberLength))
    const { maker, files } = JSON.parse(this.#read(numberLength, length)) as Contents
    if (maker !== this.#maker) return
    let at = numberLength + length
    for (const [path, bytes] of files) {
      this.#known.set(path, { at, bytes, isUsed: false })
      at += bytes
    }
    if (at !== fstatSync(file).size) this.#known.clear()
  }

  #find(path: string, text: string): PlainStructure | undefined {
    const place = this.#known.get(path)
    if (!place) return undefined
    try {
      const structure = readWrittenStructure(path, text, this.#read(place.at, place.bytes))
      if (structure) place.isUsed = true
      return structure
    } catch {
      this.#known.delete(path)
      return undefined
    }
  }

  #read(at: number, bytes: number): string {
    if (!(bytes <= mostBytes)) throw new RangeError(`${bytes} bytes are too many`)
    if (this.#buffer.length < bytes) this.#buffer = Buffer.allocUnsafeSlow(2 * bytes)
    return this.#buffer.toString('utf8', 0, readSync(this.#file!, this.#buffer, 0, bytes, at))
  }

  /**
   * The file as it is to be: what was used, what was added, and of the rest as much as there is room for; `undefined` if there is none
   * for anything that was added.
   */
  #print(): Buffer | undefined {
    const files: Contents['files'] = []
    const parts: Buffer[] = []
    let size = 0
    const add = (path: string, part: Buffer) => {
      if (size + part.length > mostBytes) return
      size += part.length
      files.push([path, part.length])
      parts.push(part)
    }
    const keep = (isUsed: boolean) => {
      for (const [path, place] of this.#known)
        if (place.isUsed === isUsed && !this.#added.has(path)) add(path, this.#copy(place))
    }
    keep(true)
    const { length } = parts
    for (const [path, json] of this.#added) add(path, Buffer.from(json))
    if (parts.length === length) return undefined
    keep(false)
    const contents = Buffer.from(JSON.stringify({ maker: this.#maker, files } satisfies Contents))
    const number = Buffer.from(`${String(contents.length).padEnd(numberLength - 1)}\n`)
    return Buffer.concat([number, contents, ...parts])
  }

  #copy({ at, bytes }: Place): Buffer {
    const part = Buffer.alloc(bytes)
    readSync(this.#file!, part, 0, bytes, at)
    return part
  }
}
