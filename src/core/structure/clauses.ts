import { lowerBound } from '../lower-bound.ts'
import { lineOf, type Place } from '../texts/place.ts'
import type { StructureStatement } from './structure.ts'

/** What an open bracket belongs to. */
type Bracket = 'head of a for' | 'block of a try' | 'other'

/**
 * Finds the clauses of `try` and `for` statements, token by token. A clause begins at `catch`, at `finally`, and behind the head of a `for`.
 *
 *     try { a() } catch { b() }          for (let i = a(); i < 9; i++) b()
 *                 ^ a clause                                     ^ a clause
 */
export class ClauseFinder {
  readonly found: Place[] = []
  /** Where the `for`s of the structure begin. */
  readonly #loops: ReadonlySet<Place>
  readonly #open: Bracket[] = []
  /** The kind of the next opening bracket, and its level of nesting. */
  #expected: { bracket: Bracket; level: number } | undefined
  /** The bracket that the token before closed. */
  #closed: Bracket | undefined

  constructor(loops: ReadonlySet<Place>) {
    this.#loops = loops
  }

  /** Takes the next token. */
  next(token: string, place: Place): void {
    const closed = this.#closed
    this.#closed = undefined
    switch (token) {
      case 'for':
        if (this.#loops.has(place)) this.#expect('head of a for')
        break
      case 'try':
        this.#expect('block of a try')
        break
      case 'catch':
      case 'finally':
        if (closed !== 'block of a try') break
        this.found.push(place)
        this.#expect('block of a try')
        break
      case '(':
      case '[':
      case '{':
        this.#open.push(this.#take(token))
        break
      case ')':
      case ']':
      case '}':
        this.#closed = this.#open.pop()
        if (this.#closed === 'head of a for') this.found.push(place)
        break
    }
  }

  #expect(bracket: Bracket): void {
    this.#expected = { bracket, level: this.#open.length }
  }

  /** The kind of an opening bracket: the parameter of a `catch` is not its block. */
  #take(token: string): Bracket {
    const expected = this.#expected
    const opens = expected?.bracket === 'head of a for' ? '(' : '{'
    if (expected?.level !== this.#open.length || token !== opens) return 'other'
    this.#expected = undefined
    return expected.bracket
  }
}

/** Splits the statements directly in a `try` or a `for` where a clause begins between two of them. */
export function splitClauses(
  list: readonly StructureStatement[],
  clauses: readonly Place[],
): StructureStatement[][] {
  const parts: StructureStatement[][] = []
  list.forEach((statement, i) => {
    const before = list[i - 1]
    // A location may reach to the end of its line, beyond the end of the statement.
    const from = before && (lineOf(before.start) === lineOf(before.end) ? before.start : before.end)
    if (from === undefined || clauses[lowerBound(clauses, from)]! < statement.start) parts.push([statement])
    else parts.at(-1)!.push(statement)
  })
  return parts
}
