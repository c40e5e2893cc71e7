import { createRanges, type Ranges } from './ranges.ts'

/**
 * Reads the count at each point: that of the smallest range around it, of equal ones the last, as ast-v8-to-istanbul does. An even
 * point does not see a function that begins right there. `clamped` are the counts with {@link OpenRange}s ended early; it is absent
 * if no range had to be ended.
 * @param ranges may be changed, and are not kept
 * @param points sorted
 */
export function readCounts(
  ranges: Ranges,
  points: Int32Array,
  loops: ReadonlyMap<number, number> | undefined,
): { raw: Float64Array; clamped: Float64Array | undefined } {
  const sorted = sortRanges(ranges)
  const raw = sweep(sorted, points)
  return { raw, clamped: loops && clampLoops(sorted, loops) ? sweep(sorted, points) : undefined }
}

let sortedColumns = createRanges(256)
/** Offsets in a text are below 2^30: an offset and an index below 2^22 fit into one exact number. */
const indexes = 2 ** 22

/** Sorts ranges by start, outer ones first, else in V8's order: V8 lists a function's blocks before the functions inside it. */
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

/** Indexes of ranges that have begun and not ended. */
let open = new Int32Array(256)

/** Whether a range ends before one that began later: V8's open ranges and class initializers overlap others. */
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
      // A function that begins at an exclusive point is taken up at the inclusive one, with all ranges that begin with it.
      // The range of the whole script is no function.
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

/** Ends open ranges early; returns whether there were any. */
function clampLoops(
  { length, starts, ends, counts, roots }: Ranges,
  loops: ReadonlyMap<number, number>,
): boolean {
  let changed = false
  for (let i = 0; i < length; i++) {
    if (roots[i] === 1) continue
    const end = loops.get(starts[i]!)
    // Of a range that begins behind a loop, 0 means that its body always returned.
    if (end !== undefined && end < ends[i]! && (end !== starts[i] || counts[i]! > 0)) {
      ends[i] = end
      changed = true
    }
  }
  return changed
}
