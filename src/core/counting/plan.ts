import type { FileCoverageData } from '../coverage-map.ts'
import type { Counter } from './counter.ts'
import type { OpenRange } from './open-range.ts'
import { type Spans, sortSpans } from './spans.ts'

/** A counter of one file, and the points of a plan that it is the sum of. */
export interface PlannedCounter {
  file: FileCoverageData
  kind: Counter['kind']
  id: string
  arm: number
  /** Indexes of points and spans whose counts are added; `~index` for those taken away. */
  points: readonly number[]
}

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
  counters: PlannedCounter[]
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

/** Makes the plan of a text out of the counters of all its files. */
export function createPlan(
  files: { file: FileCoverageData; counters: Counter[] }[],
  loops: OpenRange[],
  isExact = false,
): Plan {
  const packed: number[] = []
  const spanned = new Map<string, [from: number, start: number, end: number]>()
  for (const { counters } of files) {
    for (const { probes } of counters) {
      for (const probe of probes) {
        if (probe.end === undefined) packed.push(packProbe(probe))
        else spanned.set(nameSpan(probe), [probe.from ?? probe.offset, probe.offset, probe.end])
      }
    }
  }
  const points = sortDistinct(packed)
  const indexes = new Map<number, number>()
  for (let i = 0; i < points.length; i++) indexes.set(points[i]!, i)
  const spans = sortSpans([...spanned.values()])
  const spanIndexes = new Map<string, number>()
  spans?.starts.forEach((offset, i) => {
    spanIndexes.set(nameSpan({ from: spans.froms[i]!, offset, end: spans.ends[i]! }), points.length + i)
  })
  const length = points.length + (spans?.starts.length ?? 0)
  const statementsAt = new Uint32Array(length)
  const mayClamp = new Uint8Array(length)
  const limits: number[] = []
  const planned: PlannedCounter[] = []
  for (const { file, counters } of files) {
    for (const { kind, id, arm, probes, isVerbatim, atMost } of counters) {
      if (probes.length === 0) continue
      const found: number[] = []
      for (const probe of probes) {
        const index =
          probe.end === undefined ? indexes.get(packProbe(probe))! : spanIndexes.get(nameSpan(probe))!
        if (!isVerbatim) mayClamp[index] = 1
        found.push(probe.sign === 1 ? index : ~index)
      }
      const limit = atMost && indexes.get(packProbe(atMost))
      if (limit !== undefined && found.length === 1) limits.push(found[0]!, limit)
      if (kind === 's') statementsAt[found[0]!]!++
      planned.push({ file, kind, id, arm, points: found })
    }
  }
  return {
    points,
    spans,
    sums: new Float64Array(length),
    loops: loops.length > 0 ? new Map(loops.map(loop => [loop.bodyStart, loop.end])) : undefined,
    mayClamp,
    limits: Int32Array.from(limits),
    isExact,
    counters: planned,
    statementsAt,
  }
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

function packProbe(probe: Counter['probes'][number]): number {
  return probe.offset * 2 + (probe.inclusive ? 1 : 0)
}

function nameSpan({ from, offset, end }: Pick<Counter['probes'][number], 'from' | 'offset' | 'end'>): string {
  return `${from ?? offset} ${offset} ${end}`
}
