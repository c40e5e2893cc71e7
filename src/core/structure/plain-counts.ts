import type { Counter } from '../counting/counter.ts'
import { type EarlyEnds, moveLatePoint } from '../counting/early-ends.ts'
import type { OpenRange } from '../counting/open-range.ts'
import { type Plan, sortDistinct } from '../counting/plan.ts'
import { kinds, PlannedCounters } from '../counting/planned-counters.ts'
import type { FileCoverageData } from '../coverage-map.ts'
import { lowerBound } from '../lower-bound.ts'

/** Numbers per counter. */
const width = 5

/**
 * The probes of a structure in the text that it was made from, noted while it is made: such a text needs no matching. A test compares
 * them with the probes that `matchFile` finds.
 */
export class PlainCounts {
  readonly loops: OpenRange[] = []
  /** Set when all counters are noted. */
  earlyEnds: EarlyEnds | undefined
  /**
   * Five numbers per counter: kind, id, arm, point (as in a {@link Plan}), and the point that is taken away, or -1. Numbers take less memory
   * than objects: with `--all`, thousands of files keep their probes.
   */
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

  /** Makes the plan of the text, as `createPlan` does from matched counters. */
  plan(file: FileCoverageData, isExact = false): Plan {
    const { earlyEnds } = this
    let values = this.#counters
    if (isExact && earlyEnds)
      values = values.map((value, i) =>
        i % width >= 3 && value !== -1 ? moveLatePoint(earlyEnds, value) : value,
      )
    const points = sortDistinct(values.filter((value, i) => i % width >= 3 && value !== -1))
    const statementsAt = new Uint32Array(points.length)
    const counters = new PlannedCounters()
    for (let i = 0; i < values.length; i += width) {
      // One by one: destructuring would create an iterator and a list for each counter.
      const kind = values[i]!
      const index = lowerBound(points, values[i + 3]!)
      const less = values[i + 4]!
      if (kind === 0) statementsAt[index]!++
      const own = less === -1 ? [index] : [index, ~lowerBound(points, less)]
      counters.add(file, kinds[kind]!, String(values[i + 1]), values[i + 2]!, own)
    }
    return {
      points,
      spans: undefined,
      sums: new Float64Array(points.length),
      loops: this.loops.length > 0 ? new Map(this.loops.map(loop => [loop.bodyStart, loop.end])) : undefined,
      counters,
      mayClamp: new Uint8Array(points.length).fill(1),
      limits: new Int32Array(),
      isExact,
      statementsAt,
    }
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
