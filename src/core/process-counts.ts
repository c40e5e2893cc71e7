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
        const isPlain = !clamped || (!plan.isExact && plain[i]! > 0) || plan.mayClamp[i] === 0
        if (!isPlain) plain[i] = clamped[i] ?? plain[i]!
      }
      limit(plain, plan.limits)
      for (let i = 0; i < plain.length; i++) {
        if (plain[i] === 0) continue
        plan.sums[i]! += plain[i]!
        points[i] = 1
      }
      reached.set(plan, points)
    }
    return reached
  }
}

/** V8 ends the range behind a `return` at the next `&&` or `?:`, and gives what follows the count of all around it. */
function limit(counts: Float64Array, limits: Int32Array): void {
  for (let i = 0; i < limits.length; i += 2) {
    const most = counts[limits[i + 1]!]!
    if (most > 0 && counts[limits[i]!]! > most) counts[limits[i]!] = most
  }
}

function addTo(sums: Float64Array, counts: Float64Array): void {
  for (let i = 0; i < counts.length; i++) sums[i]! += counts[i]!
}
