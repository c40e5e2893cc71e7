import { columnOf, lineOf, type Place, packPlace } from '../texts/place.ts'

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
