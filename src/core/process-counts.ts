import type { FunctionCoverage } from '../contract/data-file.ts'
import type { Plan } from './plan.ts'
import { readSpans } from './spans.ts'
import { readCounts } from './sweep.ts'

interface Counts {
  plain: Float64Array
  /** The same with open ranges ended; absent as long as there were none. */
  clamped: Float64Array | undefined
}

/**
 * What one process counted, over all its data files: a count is put right only where V8 says 0 in all of them. One flush may
 * see the end of a loop, another its beginning.
 */
export class ProcessCounts {
  readonly #counts = new Map<Plan, Counts>()

  /** Adds one script of one data file. */
  add(plan: Plan, functions: readonly FunctionCoverage[]): void {
    const { points, spans, loops } = plan
    const read = readCounts(functions, points, loops)
    const counts = this.#counts.get(plan)
    if (counts) {
      if (read.clamped) counts.clamped ??= counts.plain.slice()
      if (counts.clamped) addTo(counts.clamped, read.clamped ?? read.plain)
      addTo(counts.plain, read.plain)
    } else if (!spans) {
      this.#counts.set(plan, read)
    } else {
      const plain = new Float64Array(plan.sums.length)
      plain.set(read.plain)
      this.#counts.set(plan, { plain, clamped: read.clamped })
    }
    if (spans) {
      const spanned = new Float64Array(plan.sums.length)
      readSpans(functions, spans, spanned, points.length)
      addTo(this.#counts.get(plan)!.plain, spanned)
    }
  }

  /** Adds all to the sums of the plans; returns 1 for each point of each plan that the process reached. */
  finish(): Map<Plan, Uint8Array> {
    const reached = new Map<Plan, Uint8Array>()
    for (const [plan, { plain, clamped }] of this.#counts) {
      const points = new Uint8Array(plain.length)
      for (let i = 0; i < plain.length; i++) {
        const count = plain[i]! > 0 || !clamped || plan.mayClamp[i] === 0 ? plain[i]! : (clamped[i] ?? 0)
        if (count === 0) continue
        plan.sums[i]! += count
        points[i] = 1
      }
      reached.set(plan, points)
    }
    return reached
  }
}

function addTo(sums: Float64Array, counts: Float64Array): void {
  for (let i = 0; i < counts.length; i++) sums[i]! += counts[i]!
}
