import type { Counter, Probe } from '../counting/counter.ts'
import type { FileCoverageData } from '../coverage-map.ts'
import { lowerBound } from '../lower-bound.ts'
import { endOf, type Place, startOf } from '../texts/place.ts'
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
  const find = createSpanFinder(source)
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

function createSpanFinder({
  mapper,
  index,
  content = '',
}: SourceOfText): (start?: Place, end?: Place, isLine?: boolean) => Probe[] {
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
  return (start, end) => {
    let first = Number.POSITIVE_INFINITY
    let last = -1
    for (let i = start === undefined ? places.length : lowerBound(places, start); places[i]! < end!; i++) {
      first = Math.min(first, offsets[i]!)
      last = Math.max(last, offsets[i]!)
    }
    return last < 0 ? [] : [{ offset: first, end: last + 1, inclusive: true, sign: 1 }]
  }
}
