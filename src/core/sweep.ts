import type { FunctionCoverage } from '../contract/data-file.ts'

/** V8's ranges of one script as columns, sorted by start, outer ones first. */
interface Ranges {
  starts: Float64Array
  ends: Float64Array
  counts: Float64Array
  /** 1 for a function's own range. */
  roots: Uint8Array
  /** Some range ends before one that began later: V8's open loop bodies and class initializers. */
  overlaps: boolean
}

/**
 * Reads the count at each point: that of the smallest range around it, later ones before earlier ones when equal, as
 * ast-v8-to-istanbul does. `points` are sorted; an even point does not see a function that begins right there. With `loops`
 * there are second counts, `clamped`: those with each range that begins where a loop's body does ended with that loop (V8 leaves
 * such ranges open, Node 20–26). They are absent where nothing had to be ended.
 */
export function readCounts(
  functions: readonly FunctionCoverage[],
  points: Float64Array,
  loops: ReadonlyMap<number, number> | undefined,
): { plain: Float64Array; clamped: Float64Array | undefined } {
  const ranges = sortRanges(functions)
  const plain = sweep(ranges, points)
  return { plain, clamped: loops && clampLoops(ranges, loops) ? sweep(ranges, points) : undefined }
}

function sortRanges(functions: readonly FunctionCoverage[]): Ranges {
  let length = 0
  for (const fn of functions) length += fn.ranges.length
  const flat = {
    starts: new Float64Array(length),
    ends: new Float64Array(length),
    counts: new Float64Array(length),
    roots: new Uint8Array(length),
  }
  let at = 0
  for (const fn of functions) {
    for (let i = 0; i < fn.ranges.length; i++) {
      const range = fn.ranges[i]!
      flat.starts[at] = range.startOffset
      flat.ends[at] = range.endOffset
      flat.counts[at] = range.count
      if (i === 0) flat.roots[at] = 1
      at++
    }
  }
  const order = new Uint32Array(length)
  let isSorted = true
  for (let i = 0; i < length; i++) {
    order[i] = i
    if (
      i > 0 &&
      (flat.starts[i]! < flat.starts[i - 1]! ||
        (flat.starts[i] === flat.starts[i - 1] && flat.ends[i]! > flat.ends[i - 1]!))
    ) {
      isSorted = false
    }
  }
  if (!isSorted)
    order.sort((a, b) => flat.starts[a]! - flat.starts[b]! || flat.ends[b]! - flat.ends[a]! || a - b)
  const pick = <T extends Float64Array | Uint8Array>(values: T, into: T): T => {
    for (let i = 0; i < length; i++) into[i] = values[order[i]!]!
    return into
  }
  const ranges: Ranges = {
    starts: isSorted ? flat.starts : pick(flat.starts, new Float64Array(length)),
    ends: isSorted ? flat.ends : pick(flat.ends, new Float64Array(length)),
    counts: isSorted ? flat.counts : pick(flat.counts, new Float64Array(length)),
    roots: isSorted ? flat.roots : pick(flat.roots, new Uint8Array(length)),
    overlaps: false,
  }
  ranges.overlaps = hasOverlaps(ranges)
  return ranges
}

function hasOverlaps({ starts, ends }: Ranges): boolean {
  const open: number[] = []
  for (let i = 0; i < starts.length; i++) {
    while (open.length > 0 && ends[open.at(-1)!]! <= starts[i]!) open.pop()
    if (open.length > 0 && ends[open.at(-1)!]! < ends[i]!) return true
    open.push(i)
  }
  return false
}

function sweep(ranges: Ranges, points: Float64Array): Float64Array {
  const { starts, ends, counts, roots, overlaps } = ranges
  const result = new Float64Array(points.length)
  const open: number[] = []
  let next = 0
  for (let p = 0; p < points.length; p++) {
    const isInclusive = points[p]! % 2 === 1
    const offset = Math.floor(points[p]! / 2)
    while (next < starts.length && starts[next]! <= offset) {
      // A function that begins at an exclusive point waits for the inclusive one; what begins with it lies inside it.
      // The script itself is no function in it: what begins with a text runs as often as that.
      if (!isInclusive && starts[next] === offset && roots[next] === 1 && ends[next]! < ends[0]!) break
      if (!overlaps) while (open.length > 0 && ends[open.at(-1)!]! <= starts[next]!) open.pop()
      open.push(next++)
    }
    while (open.length > 0 && ends[open.at(-1)!]! <= offset) open.pop()
    let innermost = open.at(-1)
    if (overlaps) {
      for (let i = open.length - 1; i >= 0; i--) {
        const range = open[i]!
        if (ends[range]! <= offset) open.splice(i, 1)
        else if (ends[range]! - starts[range]! < ends[innermost!]! - starts[innermost!]!) innermost = range
      }
    }
    result[p] = innermost === undefined ? 0 : counts[innermost]!
  }
  return result
}

/** Ends block ranges with the loop whose body they are; tells whether any was too long. */
function clampLoops(ranges: Ranges, loops: ReadonlyMap<number, number>): boolean {
  let changed = false
  for (let i = 0; i < ranges.starts.length; i++) {
    if (ranges.roots[i] === 1) continue
    const end = loops.get(ranges.starts[i]!)
    if (end !== undefined && end < ranges.ends[i]!) {
      ranges.ends[i] = end
      changed = true
    }
  }
  if (changed) ranges.overlaps = hasOverlaps(ranges)
  return changed
}
