import type { Counter } from '../counting/counter.ts'
import type { OpenRange } from '../counting/open-range.ts'
import { type Plan, type PlannedCounter, sortDistinct } from '../counting/plan.ts'
import type { FileCoverageData } from '../coverage-map.ts'
import { lowerBound } from '../lower-bound.ts'

/**
 * The probes of a structure in the text that it was made from: such a text needs no matching. A test compares them with those that
 * `matchFile` finds.
 */
export interface PlainCounts {
  /** Points as in a {@link Plan}, sorted. */
  points: number[]
  /** Five numbers per counter: kind, id, arm, the index of its point, and the index of the point that is taken away, or -1. */
  counters: number[]
  /** Two numbers per {@link OpenRange}: `bodyStart` and `end`. */
  loops: number[]
}

/** The kinds of counters by number. */
const kinds: readonly Counter['kind'][] = ['s', 'f', 'b']
/** Numbers per counter. */
const width = 5

/** Collects the probes of a structure while it is made. */
export class CountNotes {
  readonly loops: OpenRange[] = []
  /** As {@link PlainCounts.counters}, but with points instead of their indexes. */
  readonly #counters: number[] = []

  /** Adds a counter. @param less the offset whose count is taken away */
  add(kind: Counter['kind'], id: number, arm: number, offset: number, less?: number): void {
    const lessPoint = less === undefined ? -1 : less * 2 + 1
    this.#counters.push(kinds.indexOf(kind), id, arm, offset * 2 + 1, lessPoint)
  }

  /** The number of counters. */
  get length(): number {
    return this.#counters.length / width
  }

  /** Returns all counters, packed. */
  list(): PlainCounts {
    const counters = this.#counters
    const packed: number[] = []
    for (let i = 0; i < counters.length; i += width) {
      packed.push(counters[i + 3]!)
      if (counters[i + 4] !== -1) packed.push(counters[i + 4]!)
    }
    const points = sortDistinct(packed)
    for (let i = 0; i < counters.length; i += width) {
      counters[i + 3] = lowerBound(points, counters[i + 3]!)
      if (counters[i + 4] !== -1) counters[i + 4] = lowerBound(points, counters[i + 4]!)
    }
    return {
      points: [...points],
      counters,
      loops: this.loops.flatMap(({ bodyStart, end }) => [bodyStart, end]),
    }
  }
}

/** Makes a plan of noted probes, as `createPlan` does of matched counters. */
export function planCounts(file: FileCoverageData, counts: PlainCounts): Plan {
  const points = Int32Array.from(counts.points)
  const statementsAt = new Uint32Array(points.length)
  const counters: PlannedCounter[] = []
  const { counters: packed } = counts
  for (let i = 0; i < packed.length; i += width) {
    // One by one: destructuring would create an iterator and a list for each counter.
    const kind = packed[i]!
    const index = packed[i + 3]!
    const less = packed[i + 4]!
    if (kind === 0) statementsAt[index]!++
    counters.push({
      file,
      kind: kinds[kind]!,
      id: String(packed[i + 1]),
      arm: packed[i + 2]!,
      points: less === -1 ? [index] : [index, ~less],
    })
  }
  const loops = new Map<number, number>()
  for (let i = 0; i < counts.loops.length; i += 2) loops.set(counts.loops[i]!, counts.loops[i + 1]!)
  return {
    points,
    spans: undefined,
    sums: new Float64Array(points.length),
    loops: loops.size > 0 ? loops : undefined,
    counters,
    mayClamp: new Uint8Array(points.length).fill(1),
    limits: new Int32Array(),
    isExact: false,
    statementsAt,
  }
}

/** By structure: only structures made here have an entry. */
const noted = new WeakMap<FileCoverageData, { text: string; counts: PlainCounts }>()

/** Remembers the probes of a structure until its text is planned. */
export function rememberCounts(file: FileCoverageData, text: string, counts: PlainCounts): void {
  noted.set(file, { text, counts })
}

/** Returns the probes of a structure once, if it was made from this text. */
export function takeCounts(file: FileCoverageData, text: string): PlainCounts | undefined {
  const known = noted.get(file)
  if (known?.text !== text) return undefined
  noted.delete(file)
  return known.counts
}
