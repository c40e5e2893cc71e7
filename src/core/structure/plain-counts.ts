import type { Counter } from '../counting/counter.ts'
import type { OpenRange } from '../counting/open-range.ts'
import { type Plan, type PlannedCounter, sortDistinct } from '../counting/plan.ts'
import type { FileCoverageData } from '../coverage-map.ts'
import { lowerBound } from '../lower-bound.ts'

/**
 * Where the counts of a structure stand in the text that it was made of: there each part is found where it is, and nothing has to
 * be matched. Numbers alone, so that they can be kept as JSON. A test compares this with what `matchFile` finds.
 */
export interface PlainCounts {
  /** Points as a plan has them, sorted. */
  points: number[]
  /** Five numbers a counter: kind, id, arm, the index of its point, and that of the one that is taken away, or -1. */
  counters: number[]
  /** Two numbers a loop: where its body begins, and where it ends. */
  loops: number[]
}

/** The kinds of counters, by their numbers. */
const kinds: readonly Counter['kind'][] = ['s', 'f', 'b']
/** Numbers a counter. */
const width = 5

/** Takes notes of where counts stand while a structure is made. */
export class CountNotes {
  readonly loops: OpenRange[] = []
  /** As {@link PlainCounts.counters}, with points in place of their indexes. */
  readonly #counters: number[] = []

  /** Notes a counter that is read at an offset; what is counted at `less` is taken away. */
  add(kind: Counter['kind'], id: number, arm: number, offset: number, less?: number): void {
    const lessPoint = less === undefined ? -1 : less * 2 + 1
    this.#counters.push(kinds.indexOf(kind), id, arm, offset * 2 + 1, lessPoint)
  }

  /** How many counters were noted. */
  get length(): number {
    return this.#counters.length / width
  }

  /** All notes, in order. */
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

/** Makes a plan of notes, as `createPlan` does of matched counters. */
export function planCounts(file: FileCoverageData, counts: PlainCounts): Plan {
  const points = Int32Array.from(counts.points)
  const statementsAt = new Uint32Array(points.length)
  const counters: PlannedCounter[] = []
  const { counters: packed } = counts
  for (let i = 0; i < packed.length; i += width) {
    // One by one: a pattern would ask for an iterator, and a list of its own.
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

/** By structure: what is known of one that came from elsewhere is nothing. */
const noted = new WeakMap<FileCoverageData, { text: string; counts: PlainCounts }>()

/** Remembers where the counts of a structure stand, until its text is planned. */
export function rememberCounts(file: FileCoverageData, text: string, counts: PlainCounts): void {
  noted.set(file, { text, counts })
}

/** Where the counts of a structure stand, if it was made of this very text and nobody has asked before. */
export function takeCounts(file: FileCoverageData, text: string): PlainCounts | undefined {
  const known = noted.get(file)
  if (known?.text !== text) return undefined
  noted.delete(file)
  return known.counts
}
