import { countWhile } from '../lower-bound.ts'

/**
 * Where V8's counts must be read elsewhere. The range that V8 (Node 20 to 26) begins behind a statement with a body, a jump or an `await` ends
 * at the next `?:`, `&&`, `||`, `??` or `?.`. What follows has the count of the block around, as if the jump had not been:
 *
 *     if (a) return; b ? 1 : 2; c()      // c() ran as often as b, not as often as the block
 */
export interface EarlyEnds {
  /** Offsets, sorted. */
  froms: readonly number[]
  /** For the code from each of these offsets to the next: the offset at which its count is right, or -1 for its own. */
  places: readonly number[]
}

/** The point of a plan at which the count of a point is right. */
export function moveLatePoint({ froms, places }: EarlyEnds, point: number): number {
  const offset = point >> 1
  const place = places[countWhile(froms.length, i => froms[i]! <= offset) - 1] ?? -1
  // A place is outside of a function that begins there.
  return place === -1 ? point : place * 2
}
