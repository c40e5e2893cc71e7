import { lineOf, type Place } from '../../texts/place.ts'

/** A part of a structure or of a text, with the original place it begins at. */
export interface Alignable {
  place: Place
  /** End of the part in the original, where it is known. */
  end?: Place
  /**
   * It really begins somewhere from `place` to here: of a generated part without a mapping of its own, where the next mapping
   * leads; of a structure's part, where the next one of the same function begins.
   */
  next?: Place | undefined
  /** A mapping of its own stands at its start. */
  exact?: boolean
  /** The word it begins with, where it is known: parts with unequal ones are no pair. */
  keyword?: string | undefined
}

/**
 * Pairs what two ordered lists have left over. Source maps are coarse: a node without a mapping of its own is given the place
 * of the token before it, in the structure as well as in a child's text, so equal nodes get unequal places. But compilers
 * keep order: between two pairs that are sure, the first one left over here is the first one left over there.
 *
 * `structure` is sorted by place, `generated` by offset; `partner[i]` is the index in `generated` of the sure partner of
 * `structure[i]`, or -1. In a run only what stands near enough is paired; with `isOrderEnough` runs of equal length are
 * paired whatever their places (what a compiler writes for a namespace has the place of its end, or of its name).
 */
export function alignLeftOvers<S extends Alignable, G extends Alignable>(
  structure: readonly S[],
  generated: readonly G[],
  partner: readonly number[],
  isOrderEnough = false,
): [S, G][] {
  const pairs: [S, G][] = []
  const taken = new Set(partner)
  let from = 0
  let run: S[] = []
  const closeRun = (to: number) => {
    const free: G[] = []
    for (let i = from; i < to; i++) if (!taken.has(i)) free.push(generated[i]!)
    pairs.push(...pairRun(run, free, isOrderEnough))
    run = []
  }
  structure.forEach((part, i) => {
    const sure = partner[i]!
    if (sure === -1) {
      run.push(part)
      return
    }
    if (run.length > 0) closeRun(Math.max(sure, from))
    from = Math.max(from, sure + 1)
  })
  if (run.length > 0) closeRun(generated.length)
  return pairs
}

function pairRun<S extends Alignable, G extends Alignable>(
  run: readonly S[],
  free: readonly G[],
  isOrderEnough: boolean,
): [S, G][] {
  if (isOrderEnough && free.length === run.length) return run.map((s, i) => [s, free[i]!])
  const near = free.length === run.length ? free : free.filter(g => run.some(s => isNear(s, g)))
  if (near.length === run.length && run.every((s, i) => isNear(s, near[i]!)))
    return run.map((s, i) => [s, near[i]!])
  const pairs: [S, G][] = []
  let next = 0
  for (const part of run) {
    for (let i = next; i < near.length; i++) {
      if (!isNear(part, near[i]!)) continue
      pairs.push([part, near[i]!])
      next = i + 1
      break
    }
  }
  return pairs
}

/** Places are snapped to a token before: on the same line most times, else inside the part. */
function isNear(part: Alignable, other: Alignable): boolean {
  if (part.keyword !== undefined && part.keyword !== other.keyword) return false
  const isBetween = other.next !== undefined && other.place <= part.place && part.place <= other.next
  // What begins with a keyword has a mapping in nearly all maps (but for esbuild's `else if`): it was not snapped.
  if (isBetween || part.keyword) return isBetween
  // A statement's place is only ever snapped to one before: what surely began before this one is another.
  if (part.keyword !== undefined && other.exact && other.place < part.place) return false
  // What surely began behind the start of the next part belongs to that one.
  if (part.next !== undefined && other.exact && other.place >= part.next) return false
  if (lineOf(part.place) === lineOf(other.place)) return true
  return other.place >= part.place && other.place < (part.end ?? part.place)
}
