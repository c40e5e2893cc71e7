import { lowerBound } from '../lower-bound.ts'
import type { Ranges } from './ranges.ts'

/**
 * Spans of a text as columns, sorted by start; `ends` are exclusive. Where a source map tells a start only roughly, it is between
 * `froms` and `starts`; otherwise both are equal.
 */
export interface Spans {
  froms: Float64Array
  starts: Float64Array
  ends: Float64Array
}

/** Sorts spans into columns; returns `undefined` if there are none. */
export function sortSpans(spans: [from: number, start: number, end: number][]): Spans | undefined {
  if (spans.length === 0) return undefined
  spans.sort((a, b) => a[1] - b[1] || a[2] - b[2] || a[0] - b[0])
  return {
    froms: Float64Array.from(spans, ([from]) => from),
    starts: Float64Array.from(spans, ([, start]) => start),
    ends: Float64Array.from(spans, ([, , end]) => end),
  }
}

/** Writes the count of each span into `counts`, from index `at` on: that of the last V8 range around the whole span. */
export function readSpans(ranges: Ranges, spans: Spans, counts: Float64Array, at: number): void {
  const { froms, starts, ends } = spans
  for (let r = 0; r < ranges.length; r++) {
    const end = ranges.ends[r]!
    for (let i = lowerBound(starts, ranges.starts[r]!); i < starts.length && starts[i]! <= end; i++)
      if (ends[i]! <= end) counts[at + i] = ranges.counts[r]!
  }
  for (let i = 0; i < starts.length; i++) {
    if (froms[i] === starts[i]) continue
    const count = findBeginning(ranges, froms[i]!, starts[i]!, ends[i]!)
    if (count !== undefined) counts[at + i] = count
  }
}

/**
 * The count of the largest range that begins between `from` and `start`, and ends with the span or before: V8's range behind a
 * `return` begins at the end of that statement, and ends where the source map has no mapping.
 */
function findBeginning(ranges: Ranges, from: number, start: number, end: number): number | undefined {
  let largest = start
  let found: number | undefined
  for (let r = 0; r < ranges.length; r++) {
    const startOffset = ranges.starts[r]!
    const endOffset = ranges.ends[r]!
    if (startOffset < from || startOffset > start || endOffset > end || endOffset <= largest) continue
    largest = endOffset
    found = ranges.counts[r]!
  }
  return found
}
