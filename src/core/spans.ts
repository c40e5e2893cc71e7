import type { FunctionCoverage } from '../contract/data-file.ts'
import { lowerBound } from './place-finder.ts'

/**
 * Parts of a text as columns, sorted by start; `ends` are exclusive. Where a source map tells a start only roughly, the range that
 * is meant begins between `froms` and `starts`; otherwise they are equal.
 */
export interface Spans {
  froms: Float64Array
  starts: Float64Array
  ends: Float64Array
}

/** Puts spans into columns; `undefined` if there are none. */
export function sortSpans(spans: [from: number, start: number, end: number][]): Spans | undefined {
  if (spans.length === 0) return undefined
  spans.sort((a, b) => a[1] - b[1] || a[2] - b[2] || a[0] - b[0])
  return {
    froms: Float64Array.from(spans, ([from]) => from),
    starts: Float64Array.from(spans, ([, start]) => start),
    ends: Float64Array.from(spans, ([, , end]) => end),
  }
}

/** Reads the count of each span into `counts`, from `at` on: that of the last of V8's ranges that holds all of it. */
export function readSpans(
  functions: readonly FunctionCoverage[],
  spans: Spans,
  counts: Float64Array,
  at: number,
): void {
  const { froms, starts, ends } = spans
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) {
      for (let i = lowerBound(starts, startOffset); i < starts.length && starts[i]! <= endOffset; i++)
        if (ends[i]! <= endOffset) counts[at + i] = count
    }
  }
  for (let i = 0; i < starts.length; i++) {
    if (froms[i] === starts[i]) continue
    const count = findBeginning(functions, froms[i]!, starts[i]!, ends[i]!)
    if (count !== undefined) counts[at + i] = count
  }
}

/**
 * The count of the largest range that begins in a window and ends with the span or before: V8's range of what is behind a
 * `return` begins right at the end of a statement and ends where nothing is mapped to.
 */
function findBeginning(
  functions: readonly FunctionCoverage[],
  from: number,
  start: number,
  end: number,
): number | undefined {
  let largest = start
  let found: number | undefined
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) {
      if (startOffset < from || startOffset > start || endOffset > end || endOffset <= largest) continue
      largest = endOffset
      found = count
    }
  }
  return found
}
