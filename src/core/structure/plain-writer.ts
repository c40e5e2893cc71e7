import type { Node } from 'acorn'
import type { FileCoverageData, Location, Position } from '../coverage-map.ts'
import type { AnyNode } from '../syntax/children.ts'
import { TextLines } from '../texts/text-lines.ts'
import { CountNotes } from './plain-counts.ts'

/** A part of a text. */
export type Part = Pick<Node, 'start' | 'end'>

const nowhere = () => ({ line: undefined, column: undefined }) as unknown as Position
/** What keeps the starts of parts apart that are of several kinds. */
const kinds = { statement: 0, function: 1, branch: 2 } as const

/** Writes parts of a text into a structure as ast-v8-to-istanbul 1.x does, with all counts 0, and notes where those stand. */
export class PlainWriter {
  readonly file: FileCoverageData
  readonly counts = new CountNotes()
  /** Whether several parts were at one place, so that a count may be that of another. */
  hasTwins = false
  readonly #text: string
  readonly #lines: TextLines
  /** By kind and start: what was first there, and the names of all where there is more than one. */
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

  /** @param countAt where V8 is asked for its count */
  addStatement(part: Part, countAt = part.start): void {
    const loc = this.#locate(part)
    if (!this.#isNew(kinds.statement, part.start, loc)) return
    const id = this.#statements++
    this.file.statementMap[id] = loc
    this.file.s[id] = 0
    this.counts.add('s', id, 0, countAt)
  }

  /** @param declared the part that names it */
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

  /** @param then where its first arm starts */
  addIf(part: Part, then: number, other: Part | null): void {
    const id = this.#addBranch('if', part, [part, other])
    if (id === undefined) return
    // An arm counts as a block, from one unit behind its start; a missing else ran as often as the `if`, less the `then`.
    this.counts.add('b', id, 0, then + 1)
    if (other) this.counts.add('b', id, 1, other.start + 1)
    else this.counts.add('b', id, 1, part.start, then + 1)
  }

  /** Returns its number, or `undefined` for one that is there. */
  #addBranch(type: string, part: Part, arms: readonly (Part | null)[]): number | undefined {
    const loc = this.#locate(part)
    const locations = arms.map(arm => (arm ? this.#locate(arm) : { start: nowhere(), end: nowhere() }))
    if (!this.#isNew(kinds.branch, arms[0]!.start, locations)) return undefined
    const id = this.#branches++
    this.file.branchMap[id] = { loc, type, locations, line: loc.start.line }
    this.file.b[id] = locations.map(() => 0)
    return id
  }

  /** Parts with equal locations are one. Few begin at one place, so that locations are seldom written out. */
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

  /** The second function of a name is called `name_2`. */
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

  /** A part ends with the word its last character is in; at the end of a line, it ends with that. */
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

/** `\w` of a regular expression; false behind the end of a text, where the code is not a number. */
function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  )
}
