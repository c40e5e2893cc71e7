import type { Counter, Probe } from '../counting/counter.ts'
import type { FileCoverageData } from '../coverage-map.ts'
import { lowerBound } from '../lower-bound.ts'
import type { GeneratedFunction } from '../syntax/syntax.ts'
import { endOf, type Place, startOf } from '../texts/place.ts'
import type { GeneratedSource } from './places/generated-text.ts'
import type { SourceOfText } from './source.ts'

// v8-to-istanbul (Jest's provider v8) parses nothing: each line is a statement, each block range of V8 a branch, each named function
// range a function. We call these parts spans. The count of a span is that of the smallest range around it.

/** Whether v8-to-istanbul made a structure: each line is a statement, and all branches are of the type `branch`. */
export function isSpanStructure({ statementMap, branchMap }: FileCoverageData): boolean {
  return (
    Object.values(statementMap).every(
      ({ start, end }, i) =>
        start.line === i + 1 && start.column === 0 && end.line === i + 1 && Number.isFinite(end.column),
    ) && Object.values(branchMap).every(({ type }) => type === 'branch')
  )
}

/** Finds the span of each counter in the text V8 ran. A counter without probes has no code there. */
export function matchSpans(file: FileCoverageData, source: SourceOfText): Counter[] {
  const find = createSpanFinder(file, source)
  const counters: Counter[] = []
  for (const [id, location] of Object.entries(file.statementMap))
    counters.push({ kind: 's', id, arm: 0, probes: find(startOf(location), endOf(location), true) })
  for (const [id, { loc }] of Object.entries(file.fnMap))
    counters.push({ kind: 'f', id, arm: 0, probes: find(startOf(loc), endOf(loc)) })
  for (const [id, { locations }] of Object.entries(file.branchMap)) {
    locations.forEach((location, arm) => {
      counters.push({ kind: 'b', id, arm, probes: find(startOf(location), endOf(location)) })
    })
  }
  return counters
}

/** Characters with which no range of V8 begins. A source map can lead to them: the end of the code before. */
const precedingEnd = /[\s)\]};,]/

function createSpanFinder(
  { fnMap }: FileCoverageData,
  { mapper, index, generated, content = '' }: SourceOfText,
): (start?: Place, end?: Place, isLine?: boolean) => Probe[] {
  if (mapper.offsetAt) {
    return (start, end, isLine = false) => {
      const from = start === undefined ? undefined : mapper.offsetAt!(start)
      const behind = end === undefined ? undefined : mapper.offsetAt!(end)
      if (from === undefined || behind === undefined) return []
      let offset = from
      if (!isLine) while (offset < behind && precedingEnd.test(content[offset]!)) offset++
      return [{ from, offset, end: behind, inclusive: true, sign: 1 }]
    }
  }
  const { places, offsets } = mapper.reverse(index)
  const listOffsets = (start: Place, end: Place) =>
    Array.from(offsets.subarray(lowerBound(places, start), lowerBound(places, end)))
  const spans = findFunctions(fnMap, generated, listOffsets)
  return (start, end) => {
    if (start === undefined || end === undefined) return []
    const found = listOffsets(start, end)
    // The innermost function around the span comes last.
    const node = spans.findLast(span => span.start <= start && end <= span.end)?.node
    const inside = node ? found.filter(offset => isIn(node, offset)) : []
    const own = inside.length > 0 ? inside : found
    if (own.length === 0) return []
    const [first, last] = own.reduce(
      ([low, high], offset) => [Math.min(low, offset), Math.max(high, offset)],
      [own[0]!, own[0]!],
    )
    return [{ offset: first, end: last + 1, inclusive: true, sign: 1 }]
  }
}

interface FunctionSpan {
  start: Place
  end: Place
  offsets?: number[]
  node?: GeneratedFunction
}

const isIn = ({ start, end }: GeneratedFunction, offset: number) => start <= offset && offset < end

/**
 * Finds the generated function of each function's span. Compilers put more of a span elsewhere: tsc writes `exports.f = f` at the top, esbuild and
 * swc a getter. Such code has the count of the module. A function that is inlined has none; most of its span is in no function of its own.
 */
function findFunctions(
  fnMap: FileCoverageData['fnMap'],
  { functionsByBody }: GeneratedSource,
  listOffsets: (start: Place, end: Place) => number[],
): FunctionSpan[] {
  const spans: FunctionSpan[] = Object.values(fnMap)
    .map(({ loc }) => ({ start: startOf(loc) ?? 0, end: endOf(loc) ?? 0 }))
    .sort((a, b) => a.start - b.start || b.end - a.end)
  for (const { place, node } of [...functionsByBody.values()].flat()) {
    const span = spans.findLast(({ start, end }) => start <= place && place < end)
    if (!span || node.isForwarding || node.end - node.start <= length(span.node)) continue
    span.offsets ??= listOffsets(span.start, span.end)
    const inside = span.offsets.filter(offset => isIn(node, offset))
    if (inside.length * 2 > span.offsets.length) span.node = node
  }
  return spans
}

function length(node: GeneratedFunction | undefined): number {
  return node ? node.end - node.start : 0
}
