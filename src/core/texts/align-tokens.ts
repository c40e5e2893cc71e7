import { countWhile } from '../lower-bound.ts'

/** The index in the second list of each token of the first list, or -1 if the token is not there. */
export type Alignment = Int32Array

/** The lengths of phrases, in tokens, in the order in which they are looked for: equal long phrases are seldom equal by chance. */
const phraseLengths = [6, 3, 1]
/** The size of the table that compares each token of a gap with each other one, at most. */
const mostCells = 4_000_000

/**
 * Pairs the tokens of two lists in order, as `diff` pairs lines. Phrases that occur once in both lists are paired first. The tokens between
 * two phrases are then compared one by one.
 * @param anchors known pairs of indexes, both ascending
 */
export function alignTokens(
  first: readonly string[],
  second: readonly string[],
  anchors: readonly (readonly [number, number])[] = [],
): Alignment {
  const alignment = new Int32Array(first.length).fill(-1)
  let [from, low] = [0, 0]
  for (const [i, j] of anchors) {
    alignGap(first, second, { from, to: i, low, high: j }, 0, alignment)
    alignment[i] = j
    from = i + 1
    low = j + 1
  }
  alignGap(first, second, { from, to: first.length, low, high: second.length }, 0, alignment)
  return alignment
}

/** A part of each list: the tokens of one may be those of the other. */
interface Gap {
  from: number
  to: number
  low: number
  high: number
}

function alignGap(
  first: readonly string[],
  second: readonly string[],
  gap: Gap,
  level: number,
  alignment: Alignment,
): void {
  const { from, to, low, high } = trimGap(first, second, gap, alignment)
  if (from === to || low === high) return
  const length = phraseLengths[level]
  if (length === undefined) {
    compareEach(first, second, { from, to, low, high }, alignment)
    return
  }
  let [lastFirst, lastSecond] = [from, low]
  for (const [i, j] of findAnchors(first, second, { from, to, low, high }, length)) {
    // Two phrases may overlap.
    if (i < lastFirst || j < lastSecond) continue
    alignGap(first, second, { from: lastFirst, to: i, low: lastSecond, high: j }, level + 1, alignment)
    for (let k = 0; k < length; k++) alignment[i + k] = j + k
    lastFirst = i + length
    lastSecond = j + length
  }
  alignGap(first, second, { from: lastFirst, to, low: lastSecond, high }, level + 1, alignment)
}

/** Pairs the equal tokens at both ends of a gap; returns the rest of the gap. */
function trimGap(
  first: readonly string[],
  second: readonly string[],
  { from, to, low, high }: Gap,
  alignment: Alignment,
): Gap {
  while (from < to && low < high && first[from] === second[low]) alignment[from++] = low++
  while (from < to && low < high && first[to - 1] === second[high - 1]) alignment[--to] = --high
  return { from, to, low, high }
}

/** The phrases that occur once in both lists; of those that cross, the fewest are left out. */
function findAnchors(
  first: readonly string[],
  second: readonly string[],
  { from, to, low, high }: Gap,
  length: number,
): [number, number][] {
  const places = indexPhrases(second, low, high, length)
  const own = indexPhrases(first, from, to, length)
  const pairs: [number, number][] = []
  for (const [phrase, i] of own) {
    const j = places.get(phrase)
    if (i >= 0 && j !== undefined && j >= 0) pairs.push([i, j])
  }
  return findLongestIncreasing(pairs)
}

/** The index at which each phrase begins, or -1 if it occurs more than once. */
function indexPhrases(
  tokens: readonly string[],
  from: number,
  to: number,
  length: number,
): Map<string, number> {
  const places = new Map<string, number>()
  for (let i = from; i + length <= to; i++) {
    const phrase = length === 1 ? tokens[i]! : tokens.slice(i, i + length).join('\n')
    places.set(phrase, places.has(phrase) ? -1 : i)
  }
  return places
}

/** The longest increasing subsequence of second numbers, of pairs that are sorted by their first numbers. */
export function findLongestIncreasing(pairs: readonly [number, number][]): [number, number][] {
  /** By length - 1: the index of the pair with the lowest second number that ends a subsequence of that length. */
  const ends: number[] = []
  const before = new Int32Array(pairs.length).fill(-1)
  for (const [i, [, j]] of pairs.entries()) {
    const length = countWhile(ends.length, k => pairs[ends[k]!]![1] < j)
    if (length > 0) before[i] = ends[length - 1]!
    ends[length] = i
  }
  const found: [number, number][] = []
  for (let i = ends.at(-1) ?? -1; i !== -1; i = before[i]!) found.push(pairs[i]!)
  return found.reverse()
}

/** Pairs the longest common subsequence of two short lists; prefers tokens that follow each other in both. */
function compareEach(
  first: readonly string[],
  second: readonly string[],
  { from, to, low, high }: Gap,
  alignment: Alignment,
): void {
  const rows = to - from
  const columns = high - low
  if (rows * columns > mostCells) return
  const width = columns + 1
  const best = new Int32Array((rows + 1) * width)
  const isSame = (i: number, j: number) => i < rows && j < columns && first[from + i] === second[low + j]
  const scoreOf = (i: number, j: number) => best[(i + 1) * width + j + 1]! + (isSame(i + 1, j + 1) ? 3 : 2)
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const without = Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!)
      best[i * width + j] = isSame(i, j) ? Math.max(without, scoreOf(i, j)) : without
    }
  }
  let [i, j] = [0, 0]
  while (i < rows && j < columns) {
    const score = best[i * width + j]!
    if (isSame(i, j) && score === scoreOf(i, j)) alignment[from + i++] = low + j++
    else if (score === best[(i + 1) * width + j]!) i++
    else j++
  }
}
