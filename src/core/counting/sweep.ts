import { createRanges, type Ranges } from './ranges.ts'

/**
 * Reads the count at each point: that of the smallest range around it, later ones before earlier ones when equal, as
 * ast-v8-to-istanbul does. `points` are sorted; an even point does not see a function that begins right there. With `loops`
 * there are second counts, `clamped`: those with each range that begins where a loop's body does ended with that loop (V8 leaves
 * such ranges open, Node 20–26). They are absent where nothing had to be ended.
 * @param ranges are not kept, and may be changed
 */
export function readCounts(
  ranges: Ranges,
  points: Int32Array,
  loops: ReadonlyMap<number, number> | undefined,
): { plain: Float64Array; clamped: Float64Array | undefined } {
  const sorted = sortRanges(ranges)
  const plain = sweep(sorted, points)
  return { plain, clamped: loops && clampLoops(sorted, loops) ? sweep(sorted, points) : undefined }
}

let sortedColumns = createRanges(256)
/** Indexes of a text are below 2^30, so that a start and an index below 2^22 go into one exact number. */
const indexes = 2 ** 22

/** By start, outer ones first, else in V8's order. V8 puts a function's blocks before the functions within it. */
function sortRanges(ranges: Ranges): Ranges {
  const { length, starts, ends } = ranges
  let isSorted = true
  for (let i = 1; i < length && isSorted; i++) {
    isSorted = starts[i]! > starts[i - 1]! || (starts[i] === starts[i - 1] && ends[i]! <= ends[i - 1]!)
  }
  if (isSorted) return ranges
  if (length >= indexes) throw new RangeError(`A script has ${length} ranges`)
  const keys = new Float64Array(length)
  for (let i = 0; i < length; i++) keys[i] = starts[i]! * indexes + i
  keys.sort()
  if (sortedColumns.starts.length < length) sortedColumns = createRanges(2 * length)
  const into = sortedColumns
  into.length = length
  for (let i = 0; i < length; i++) {
    const from = keys[i]! % indexes
    const start = starts[from]!
    const end = ends[from]!
    let at = i
    for (; at > 0 && into.starts[at - 1] === start && into.ends[at - 1]! < end; at--) {
      into.ends[at] = into.ends[at - 1]!
      into.counts[at] = into.counts[at - 1]!
      into.roots[at] = into.roots[at - 1]!
    }
    into.starts[i] = start
    into.ends[at] = end
    into.counts[at] = ranges.counts[from]!
    into.roots[at] = ranges.roots[from]!
  }
  return into
}

/** Ranges that have begun and not ended, by index. */
let open = new Int32Array(256)

/** Whether some range ends before one that began later: V8's open loop bodies and class initializers. */
function hasOverlaps({ length, starts, ends }: Ranges): boolean {
  let depth = 0
  for (let i = 0; i < length; i++) {
    while (depth > 0 && ends[open[depth - 1]!]! <= starts[i]!) depth--
    if (depth > 0 && ends[open[depth - 1]!]! < ends[i]!) return true
    open[depth++] = i
  }
  return false
}

function sweep(ranges: Ranges, points: Int32Array): Float64Array {
  const { length, starts, ends, counts, roots } = ranges
  if (open.length < length) open = new Int32Array(2 * length)
  const overlaps = hasOverlaps(ranges)
  const result = new Float64Array(points.length)
  let depth = 0
  let next = 0
  for (let p = 0; p < points.length; p++) {
    const isInclusive = (points[p]! & 1) === 1
    const offset = points[p]! >> 1
    while (next < length && starts[next]! <= offset) {
      // A function that begins at an exclusive point waits for the inclusive one; what begins with it lies inside it.
      // The script itself is no function in it: what begins with a text runs as often as that.
      if (!isInclusive && starts[next] === offset && roots[next] === 1 && ends[next]! < ends[0]!) break
      if (!overlaps) while (depth > 0 && ends[open[depth - 1]!]! <= starts[next]!) depth--
      open[depth++] = next++
    }
    while (depth > 0 && ends[open[depth - 1]!]! <= offset) depth--
    if (depth === 0) continue
    let innermost = open[depth - 1]!
    if (overlaps) {
      let kept = 0
      for (let i = 0; i < depth; i++) if (ends[open[i]!]! > offset) open[kept++] = open[i]!
      depth = kept
      for (let i = depth - 1; i >= 0; i--) {
        const range = open[i]!
        if (ends[range]! - starts[range]! < ends[innermost]! - starts[innermost]!) innermost = range
      }
    }
    result[p] = counts[innermost]!
  }
  return result
}

/** Ends block ranges with the loop whose body they are; tells whether any was too long. */
function clampLoops({ length, starts, ends, roots }: Ranges, loops: ReadonlyMap<number, number>): boolean {
  let changed = false
  for (let i = 0; i < length; i++) {
    if (roots[i] === 1) continue
    const end = loops.get(starts[i]!)
    if (end !== undefined && end < ends[i]!) {
      ends[i] = end
      changed = true
    }
  }
  return changed
}
