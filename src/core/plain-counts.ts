import type { Counter } from './counter.ts'
import type { FileCoverageData } from './coverage-map.ts'
import { lowerBound } from './place-finder.ts'
import { type Plan, type PlannedCounter, sortDistinct } from './plan.ts'
import type { GeneratedLoop } from './syntax.ts'

/** A counter of a plain text: its point, and the one that is taken away, or -1. */
interface PlainCounter {
  kind: Counter['kind']
  id: string
  arm: number
  point: number
  less: number
}

/**
 * Where the counts of a structure stand in the text that it was made of: there each part is found where it is, and nothing has to
 * be matched. A test compares this with what `matchFile` finds.
 */
export class PlainCounts {
  readonly loops: GeneratedLoop[] = []
  readonly #counters: PlainCounter[] = []

  /** Notes a counter that is read at an offset; what is counted at `less` is taken away. */
  add(kind: Counter['kind'], id: number, arm: number, offset: number, less?: number): void {
    this.#counters.push({
      kind,
      id: String(id),
      arm,
      point: offset * 2 + 1,
      less: less === undefined ? -1 : less * 2 + 1,
    })
  }

  /** How many counters were noted. */
  get length(): number {
    return this.#counters.length
  }

  /** Sorts the counters into a plan, as `createPlan` does with matched ones. */
  createPlan(file: FileCoverageData): Plan {
    const packed: number[] = []
    for (const { point, less } of this.#counters) {
      packed.push(point)
      if (less !== -1) packed.push(less)
    }
    const points = sortDistinct(packed)
    const statementsAt = new Uint32Array(points.length)
    const counters: PlannedCounter[] = []
    for (const { kind, id, arm, point, less } of this.#counters) {
      const index = lowerBound(points, point)
      if (kind === 's') statementsAt[index]!++
      counters.push({
        file,
        kind,
        id,
        arm,
        points: less === -1 ? [index] : [index, ~lowerBound(points, less)],
      })
    }
    const { loops } = this
    return {
      points,
      spans: undefined,
      sums: new Float64Array(points.length),
      loops: loops.length > 0 ? new Map(loops.map(loop => [loop.bodyStart, loop.end])) : undefined,
      counters,
      mayClamp: new Uint8Array(points.length).fill(1),
      limits: new Int32Array(),
      isExact: false,
      statementsAt,
    }
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
