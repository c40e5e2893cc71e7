import type { Node } from 'acorn'
import type { FileCoverageData, Location, Position } from '../coverage-map.ts'
import type { AnyNode } from '../syntax/children.ts'
import { TextLines } from '../texts/text-lines.ts'
import { PlainCounts } from './plain-counts.ts'

/** A part of a text. */
export type Part = Pick<Node, 'start' | 'end'>

const nowhere = () => ({ line: undefined, column: undefined }) as unknown as Position
/** Kinds of parts, as numbers for the keys of `#seen`. */
const kinds = { statement: 0, function: 1, branch: 2 } as const

/** Writes a structure as ast-v8-to-istanbul 1.x does, with all counts 0, and notes the probes of its counters. */
export class PlainWriter {
  readonly file: FileCoverageData
  readonly counts = new PlainCounts()
  /** Whether several parts begin at one place, so that a probe may read the count of the wrong one. */
  hasTwins = false
  readonly #text: string
  readonly #lines: TextLines
  /** By kind and start: the location of the first part there. */
  readonly #seen = new Map<number, Location | readonly Location[]>()
  readonly #twins = new Map<number, string[]>()
  readonly #names = new Map<string, number>()
  #functions = 0
  #statements = 0
  #branches = 0

  constructor(path: string, text: string) {
    this.file = { path, statementMap: {}, fnMap: {}, branchMap: {}, s: {}, f: {}, b: {} }
    this.#text = text
    this.#lines = new TextLines(text)
  }

  /** @param countAt offset at which V8 counts it */
  addStatement(part: Part, countAt = part.start): void {
    const loc = this.#locate(part)
    if (!this.#isNew(kinds.statement, part.start, loc)) return
    const id = this.#statements++
    this.file.statementMap[id] = loc
    this.file.s[id] = 0
    this.counts.add('s', id, 0, countAt)
  }

  /** @param declared its name, or its first character */
  addFunction(node: AnyNode, body: Part, declared: Part, countAt: number): void {
    const decl = this.#locate(declared)
    if (!this.#isNew(kinds.function, declared.start, decl)) return
    const id = this.#functions++
    const loc = this.#locate(body)
    const name = this.#nameFunction(nameOf(node)) || `(anonymous_${id})`
    this.file.fnMap[id] = { name, decl, loc, line: loc.start.line }
    this.file.f[id] = 0
    this.counts.add('f', id, 0, countAt)
  }

  /** Any branch but an `if`. */
  addBranch(type: string, part: Part, arms: readonly Part[]): void {
    if (arms.length === 0) return
    const id = this.#addBranch(type, part, arms)
    if (id !== undefined) for (let i = 0; i < arms.length; i++) this.counts.add('b', id, i, arms[i]!.start)
  }

  /** @param then start of the first arm */
  addIf(part: Part, then: number, other: Part | null): void {
    const id = this.#addBranch('if', part, [part, other])
    if (id === undefined) return
    // An arm is counted one unit behind its start, like a block. A missing else ran as often as the `if`, less the first arm.
    this.counts.add('b', id, 0, then + 1)
    if (other) this.counts.add('b', id, 1, other.start + 1)
    else this.counts.add('b', id, 1, part.start, then + 1)
  }

  /** Returns its id, or `undefined` if there is a branch with the same locations. */
  #addBranch(type: string, part: Part, arms: readonly (Part | null)[]): number | undefined {
    const loc = this.#locate(part)
    const locations = arms.map(arm => (arm ? this.#locate(arm) : { start: nowhere(), end: nowhere() }))
    if (!this.#isNew(kinds.branch, arms[0]!.start, locations)) return undefined
    const id = this.#branches++
    this.file.branchMap[id] = { loc, type, locations, line: loc.start.line }
    this.file.b[id] = locations.map(() => 0)
    return id
  }

  /** Whether no part has the same locations. They are only compared as text where parts begin at the same place. */
  #isNew(kind: number, start: number, locations: Location | readonly Location[]): boolean {
    const key = start * 3 + kind
    const before = this.#seen.get(key)
    if (!before) {
      this.#seen.set(key, locations)
      return true
    }
    const names = this.#twins.get(key) ?? [nameLocations(before)]
    const name = nameLocations(locations)
    const isTwin = names.includes(name)
    // `a = b && c` of a parameter is two branches whose first arms begin together.
    if (isTwin || kind !== kinds.branch) this.hasTwins = true
    this.#twins.set(key, [...names, name])
    return !isTwin
  }

  /** The second function with a name is called `name_2`. */
  #nameFunction(name: string | undefined): string | undefined {
    if (!name) return undefined
    const names = this.#names
    let times = (names.get(name) ?? 0) + 1
    let unique = times > 1 ? `${name}_${times}` : name
    while (names.has(unique)) unique = `${name}_${++times}`
    names.set(name, times)
    if (unique !== name) names.set(unique, 0)
    return unique
  }

  /** The end of a location is that of the word which holds its last character; at the end of a line it is infinite. */
  #locate({ start, end }: Part): Location {
    const from = this.#lines.lineAt(start)
    const to = this.#lines.lineAt(end - 1)
    let behind = end
    if (isWord(this.#text.charCodeAt(end - 1))) while (isWord(this.#text.charCodeAt(behind))) behind++
    const isLineEnd = behind >= this.#text.length || this.#text.charCodeAt(behind) === 10
    return {
      start: { line: from + 1, column: start - this.#lines.startOf(from) },
      end: { line: to + 1, column: isLineEnd ? Number.POSITIVE_INFINITY : behind - this.#lines.startOf(to) },
    }
  }
}

function nameOf(node: AnyNode): string | undefined {
  if (node.type === 'Identifier') return node.name
  if (node.id) return nameOf(node.id)
  return node.key ? nameOf(node.key) : undefined
}

function nameLocations(locations: Location | readonly Location[]): string {
  return 'start' in locations ? print(locations) : locations.map(print).join()
}

function print({ start, end }: Location): string {
  return `${start.line}:${start.column}:${end.line}:${end.column}`
}

/** `\w` of a regular expression; false for NaN, the code behind the end of a text. */
function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  )
}
