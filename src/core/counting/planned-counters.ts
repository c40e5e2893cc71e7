import type { FileCoverageData } from '../coverage-map.ts'
import type { Counter } from './counter.ts'

/** A counter of one file, and the points of a plan that it is the sum of. */
export interface PlannedCounter {
  file: FileCoverageData
  kind: Counter['kind']
  id: string
  arm: number
  /** Indexes of points and spans whose counts are added; `~index` for those taken away. */
  points: Int32Array
}

/** The kinds of counters by number. */
export const kinds: readonly Counter['kind'][] = ['s', 'f', 'b']

/** The counters of a plan, in columns: a large bundle has a million counters, and as objects they take four times the memory. */
export class PlannedCounters {
  readonly #files: FileCoverageData[] = []
  readonly #ids: string[] = []
  /** Three numbers a counter: the index of its file, its kind and its arm. */
  readonly #facts: number[] = []
  /** Where the points of each counter begin. */
  readonly #starts: number[] = [0]
  #points = new Int32Array(64)

  get length(): number {
    return this.#ids.length
  }

  add(
    file: FileCoverageData,
    kind: Counter['kind'],
    id: string,
    arm: number,
    points: readonly number[],
  ): void {
    if (this.#files.at(-1) !== file) this.#files.push(file)
    this.#ids.push(id)
    this.#facts.push(this.#files.length - 1, kinds.indexOf(kind), arm)
    const start = this.#starts.at(-1)!
    if (start + points.length > this.#points.length) this.#grow(points.length)
    this.#points.set(points, start)
    this.#starts.push(start + points.length)
  }

  #grow(least: number): void {
    const larger = new Int32Array(2 * this.#points.length + least)
    larger.set(this.#points)
    this.#points = larger
  }

  /** The points of the counter that was added as the `index`th, from 0. */
  pointsOf(index: number): Int32Array {
    return this.#points.subarray(this.#starts[index]!, this.#starts[index + 1]!)
  }

  /** Replaces each point. */
  replacePoints(replace: (point: number) => number): void {
    this.#points = this.#points.subarray(0, this.#starts.at(-1)!).map(replace)
  }

  *[Symbol.iterator](): IterableIterator<PlannedCounter> {
    for (let i = 0; i < this.length; i++) {
      yield {
        file: this.#files[this.#facts[3 * i]!]!,
        kind: kinds[this.#facts[3 * i + 1]!]!,
        id: this.#ids[i]!,
        arm: this.#facts[3 * i + 2]!,
        points: this.pointsOf(i),
      }
    }
  }
}
