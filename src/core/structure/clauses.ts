import { lowerBound } from '../lower-bound.ts'
import { columnOf, lineOf, type Place, packPlace } from '../texts/place.ts'
import type { StructureStatement } from './structure.ts'

/**
 * Where a statement falls into parts that do not follow each other: at `catch` and `finally`, and where the head of a `for` ends.
 * `loops` are the places of `for`s; the places found are sorted.
 */
export function findClauses(lines: readonly string[], loops: readonly Place[]): Place[] {
  const places = loops.map(place => findHeadEnd(lines, place)).filter(place => place !== undefined)
  lines.forEach((line, i) => {
    for (const { index } of line.matchAll(/(?<=^\s*|\}\s*)(?:catch\s*[({]|finally\s*\{)/g))
      places.push(packPlace(i + 1, index))
  })
  return places.sort((a, b) => a - b)
}

/** Heads are short; what is longer is not one. */
const mostLines = 40

/** The place of the bracket that closes the first one behind a place. */
function findHeadEnd(lines: readonly string[], place: Place): Place | undefined {
  const first = lineOf(place) - 1
  let depth = 0
  for (let i = first; i < Math.min(lines.length, first + mostLines); i++) {
    const tokens = lines[i]!.matchAll(/\/\/.*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[()]/g)
    for (const { 0: token, index } of tokens) {
      if (i === first && index < columnOf(place)) continue
      if (token === '(') depth++
      else if (token === ')' && --depth === 0) return packPlace(i + 1, index)
    }
  }
  return undefined
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
