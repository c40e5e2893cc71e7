// Sums two takes of the same counters, as a single take at the second moment would have returned them.
import type { CoverageRange, FunctionCoverage, ScriptCoverage } from '../../src/contract/data-file.ts'

/** Sums two takes of one thread. Changes neither; the result shares the parts that are in one of them alone. */
export function mergeCounts(first: ScriptCoverage[], second: ScriptCoverage[]): ScriptCoverage[] {
  if (first.length === 0) return second
  const merged = new Map<string, ScriptCoverage>()
  for (const list of [first, second]) {
    for (const script of list) {
      const before = merged.get(script.scriptId)
      merged.set(script.scriptId, before ? mergeScript(before, script) : script)
    }
  }
  return [...merged.values()]
}

function mergeScript(first: ScriptCoverage, second: ScriptCoverage): ScriptCoverage {
  const functions = new Map<string, FunctionCoverage>()
  for (const { functions: list } of [first, second]) {
    for (const found of list) {
      const { startOffset, endOffset } = found.ranges[0]!
      const key = `${startOffset} ${endOffset} ${found.functionName}`
      const before = functions.get(key)
      functions.set(key, before ? mergeFunction(before, found) : found)
    }
  }
  const inOrder = [...functions.values()].sort((a, b) => compare(a.ranges[0]!, b.ranges[0]!))
  return { ...second, functions: inOrder }
}

function mergeFunction(first: FunctionCoverage, second: FunctionCoverage): FunctionCoverage {
  const edges = new Set<number>()
  for (const { ranges } of [first, second]) {
    for (const { startOffset, endOffset } of ranges) edges.add(startOffset).add(endOffset)
  }
  const offsets = [...edges].sort((a, b) => a - b)
  const counts = offsets.map(offset => countAt(first, offset) + countAt(second, offset))
  const whole = first.ranges[0]!.count + second.ranges[0]!.count
  const ranges: CoverageRange[] = [
    { startOffset: offsets[0]!, endOffset: offsets[offsets.length - 1]!, count: whole },
  ]
  addRanges(ranges, offsets, counts, 0, offsets.length - 1, whole)
  return { ...second, ranges, isBlockCoverage: first.isBlockCoverage || second.isBlockCoverage }
}

/** Adds ranges for the counts between two edges that differ from `around`, nested as V8 nests them. */
function addRanges(
  ranges: CoverageRange[],
  offsets: number[],
  counts: number[],
  from: number,
  to: number,
  around: number,
): void {
  for (let i = from; i < to; i++) {
    if (counts[i] === around) continue
    let end = i + 1
    while (end < to && counts[end] !== around) end++
    const count = counts[i]!
    // If the first count occurs again, one block surrounds others; if not, the blocks are neighbours.
    let last = end - 1
    while (counts[last] !== count) last--
    ranges.push({ startOffset: offsets[i]!, endOffset: offsets[last + 1]!, count })
    addRanges(ranges, offsets, counts, i, last + 1, count)
    i = last
  }
}

/** The count at an offset. Of the ranges that hold it, the last one is the innermost. */
function countAt({ ranges }: FunctionCoverage, offset: number): number {
  let count = 0
  for (const range of ranges) {
    if (range.startOffset <= offset && offset < range.endOffset) count = range.count
  }
  return count
}

function compare(a: CoverageRange, b: CoverageRange): number {
  return a.startOffset - b.startOffset || b.endOffset - a.endOffset
}
