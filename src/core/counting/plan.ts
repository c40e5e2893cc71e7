import type { FileCoverageData } from '../coverage-map.ts'
import { lowerBound } from '../lower-bound.ts'
import type { Counter, Probe } from './counter.ts'
import { type EarlyEnds, moveLatePoint } from './early-ends.ts'
import type { OpenRange } from './open-range.ts'
import { PlannedCounters } from './planned-counters.ts'
import { type Spans, sortSpans } from './spans.ts'

/**
 * The counts to read from V8's ranges of one text, found once however many processes ran it. A point is a packed probe:
 * `offset * 2 + inclusive`, so that of two points at one offset the point outside of the function comes first.
 */
export interface Plan {
  points: Int32Array
  /** Spans, sorted by start; their indexes follow those of the points. Absent if there are none. */
  spans: Spans | undefined
  /** The count of each point, then of each span, over all processes. */
  sums: Float64Array
  /** {@link OpenRange}s: `end` by `bodyStart`; absent if the text has none. */
  loops: Map<number, number> | undefined
  counters: PlannedCounters
  /** 1 at points whose count may be corrected where V8 left a range open. */
  mayClamp: Uint8Array
  /** Pairs of points: the count of the first is at most that of the second, if that is not 0. */
  limits: Int32Array
  /**
   * No host reads V8's counts (provider istanbul, `covtree run`): open ranges are always ended, not only where V8's own count is 0.
   */
  isExact: boolean
  /** For each point, how many statements have it as their first one. */
  statementsAt: Uint32Array
}

/** Spans come behind all points: no text has as many characters as half of this. */
const firstSpan = 2 ** 30

/**
 * Makes the plan of a text out of the counters of all its files.
 * @param files taken one after the other: the counters of a file are not kept
 * @param earlyEnds those of the text, if no host shows V8's own counts of it
 */
export function createPlan(
  files: Iterable<{ file: FileCoverageData; counters: Counter[] }>,
  loops: OpenRange[],
  earlyEnds?: EarlyEnds,
): Plan {
  const pack = (probe: Probe): number => {
    const point = packProbe(probe)
    return earlyEnds ? moveLatePoint(earlyEnds, point) : point
  }
  const counters = new PlannedCounters()
  const spanned = new Map<string, { number: number; span: [from: number, start: number, end: number] }>()
  const numberSpan = (probe: Probe) => {
    const name = nameSpan(probe)
    const span: [number, number, number] = [probe.from ?? probe.offset, probe.offset, probe.end!]
    if (!spanned.has(name)) spanned.set(name, { number: firstSpan + spanned.size, span })
    return spanned.get(name)!.number
  }
  const packed: number[] = []
  const verbatim: boolean[] = []
  const atMosts: [counter: number, packed: number][] = []
  for (const { file, counters: own } of files) {
    for (const { kind, id, arm, probes, isVerbatim = false, atMost } of own) {
      if (probes.length === 0) continue
      if (atMost && probes.length === 1) atMosts.push([counters.length, pack(atMost)])
      const found = probes.map(probe => (probe.end === undefined ? pack(probe) : numberSpan(probe)))
      for (const value of found) if (value < firstSpan) packed.push(value)
      verbatim.push(isVerbatim)
      counters.add(
        file,
        kind,
        id,
        arm,
        found.map((value, i) => (probes[i]!.sign === 1 ? value : ~value)),
      )
    }
  }
  const points = sortDistinct(packed)
  const spans = sortSpans([...spanned.values()].map(({ span }) => span))
  const spanIndexes = new Map<number, number>()
  spans?.starts.forEach((offset, i) => {
    const name = nameSpan({ from: spans.froms[i]!, offset, end: spans.ends[i]! })
    spanIndexes.set(spanned.get(name)!.number, points.length + i)
  })
  const indexOf = (value: number) => (value < firstSpan ? lowerBound(points, value) : spanIndexes.get(value)!)
  counters.replacePoints(value => (value < 0 ? ~indexOf(~value) : indexOf(value)))
  const length = points.length + (spans?.starts.length ?? 0)
  const mayClamp = new Uint8Array(length)
  const limits: number[] = []
  for (const [i, isVerbatim] of verbatim.entries())
    if (!isVerbatim) for (const point of counters.pointsOf(i)) mayClamp[point < 0 ? ~point : point] = 1
  for (const [i, most] of atMosts) {
    const limit = lowerBound(points, most)
    if (points[limit] === most) limits.push(counters.pointsOf(i)[0]!, limit)
  }
  return {
    points,
    spans,
    sums: new Float64Array(length),
    loops: loops.length > 0 ? new Map(loops.map(loop => [loop.bodyStart, loop.end])) : undefined,
    mayClamp,
    limits: Int32Array.from(limits),
    isExact: earlyEnds !== undefined,
    counters,
    statementsAt: countStatements(counters, length),
  }
}

/** Counts for each point how many statements have it as their first one. */
function countStatements(counters: PlannedCounters, length: number): Uint32Array {
  const statementsAt = new Uint32Array(length)
  for (const { kind, points } of counters) if (kind === 's') statementsAt[points[0]!]!++
  return statementsAt
}

/** Sorts points and drops duplicates. */
export function sortDistinct(values: readonly number[]): Int32Array {
  const sorted = Int32Array.from(values).sort()
  let length = 0
  for (let i = 0; i < sorted.length; i++)
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[length++] = sorted[i]!
  return sorted.slice(0, length)
}

/** Adds the sums of a plan to the file coverages, in place, and sets them to 0. */
export function applyPlan(plan: Plan): void {
  const { sums } = plan
  for (const { file, kind, id, arm, points } of plan.counters) {
    let count = 0
    for (let i = 0; i < points.length; i++) {
      const point = points[i]!
      count += point >= 0 ? sums[point]! : -sums[~point]!
    }
    if (count <= 0) continue
    if (kind === 'b') {
      const arms = file.b[id]!
      arms[arm] = (arms[arm] ?? 0) + count
    } else {
      const counts = file[kind]
      counts[id] = (counts[id] ?? 0) + count
    }
  }
  plan.sums.fill(0)
}

function packProbe(probe: Probe): number {
  return probe.offset * 2 + (probe.inclusive ? 1 : 0)
}

function nameSpan({ from, offset, end }: Pick<Counter['probes'][number], 'from' | 'offset' | 'end'>): string {
  return `${from ?? offset} ${offset} ${end}`
}
