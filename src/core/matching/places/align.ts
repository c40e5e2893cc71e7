import { lineOf, type Place } from '../../texts/place.ts'

/** A part of a structure or a node of a text, by its place in the source. */
export interface Alignable {
  place: Place
  /** End of the part in the original, where it is known. */
  end?: Place
  /**
   * Upper bound of the true start. For a node without a mapping of its own: the place of the next mapping. For a part of a
   * structure: the start of the next part in the same function.
   */
  next?: Place | undefined
  /** A mapping stands exactly at its start, so that `place` is its true start. */
  exact?: boolean
  /** The keyword it begins with, if known. Parts with different keywords are never paired. */
  keyword?: string | undefined
}

/**
 * Pairs parts of a structure with nodes of a text that have no equal place. Source maps are coarse: a node without a mapping of
 * its own has the place of the token before it. But compilers keep the order, so that between two matches the rest pairs up in order:
 *
 *     structure  A  b  c  D      A and D are matched with 1 and 5;
 *     generated  1  2  3  4  5   b and c are paired with those of 2, 3 and 4 that are near enough
 *
 * @param structure sorted by place
 * @param generated sorted by offset
 * @param matchOf returns the `index` of the node that a part is matched with
 * @param isOrderEnough whether gaps of equal length are paired whatever their places: a namespace has the place of its end or its name
 */
export function alignLeftOvers<S extends Alignable, G extends Alignable & { index: number }>(
  structure: readonly S[],
  generated: readonly G[],
  matchOf: (part: S) => number | undefined,
  isOrderEnough = false,
): [S, G][] {
  const pairs: [S, G][] = []
  const ranks = new Map(generated.map(({ index }, rank) => [index, rank]))
  /** For each part the rank of its match in `generated`, or -1. */
  const partners = structure.map(part => ranks.get(matchOf(part) ?? -1) ?? -1)
  const taken = new Set(partners)
  let from = 0
  let gap: S[] = []
  const closeGap = (to: number) => {
    const free: G[] = []
    for (let i = from; i < to; i++) if (!taken.has(i)) free.push(generated[i]!)
    pairs.push(...pairGap(gap, free, isOrderEnough))
    gap = []
  }
  structure.forEach((part, i) => {
    const match = partners[i]!
    if (match === -1) {
      gap.push(part)
      return
    }
    if (gap.length > 0) closeGap(Math.max(match, from))
    from = Math.max(from, match + 1)
  })
  if (gap.length > 0) closeGap(generated.length)
  return pairs
}

function pairGap<S extends Alignable, G extends Alignable>(
  gap: readonly S[],
  free: readonly G[],
  isOrderEnough: boolean,
): [S, G][] {
  if (isOrderEnough && free.length === gap.length) return gap.map((s, i) => [s, free[i]!])
  const near = free.length === gap.length ? free : free.filter(g => gap.some(s => isNear(s, g)))
  if (near.length === gap.length && gap.every((s, i) => isNear(s, near[i]!)))
    return gap.map((s, i) => [s, near[i]!])
  const pairs: [S, G][] = []
  let next = 0
  for (const part of gap) {
    for (let i = next; i < near.length; i++) {
      if (!isNear(part, near[i]!)) continue
      pairs.push([part, near[i]!])
      next = i + 1
      break
    }
  }
  return pairs
}

/** Whether a part and a node may be the same. A coarse place is mostly on the same line as the true start, else inside the part. */
function isNear(part: Alignable, other: Alignable): boolean {
  if (part.keyword !== undefined && part.keyword !== other.keyword) return false
  const isBetween = other.next !== undefined && other.place <= part.place && part.place <= other.next
  // Nearly all source maps have a mapping for each keyword (esbuild has none for `else if`): the place of a keyword is its true start.
  if (isBetween || part.keyword) return isBetween
  // The place of a statement is never behind its true start: a node that truly begins before it is another statement.
  if (part.keyword !== undefined && other.exact && other.place < part.place) return false
  // A node that truly begins behind the start of the next part belongs to that one.
  if (part.next !== undefined && other.exact && other.place >= part.next) return false
  if (lineOf(part.place) === lineOf(other.place)) return true
  return other.place >= part.place && other.place < (part.end ?? part.place)
}
