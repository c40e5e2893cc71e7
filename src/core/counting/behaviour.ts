import { scriptSeparator } from '../../contract/counts.ts'
import type { Plan } from './plan.ts'
import { unpackCounts } from './ranges.ts'
import { readSpans } from './spans.ts'
import { readCounts } from './sweep.ts'

/** Lines of one file that a process ran. */
export interface ProcessLines {
  path: string
  /** Lines on which a statement begins that ran, ascending. The same array for the same lines of the same text. */
  lines: readonly number[]
}

/** What a process did in one text. All processes whose data says the same share it. */
export interface Behaviour {
  plan: Plan
  /** Of each point and span of the plan. */
  counts: Float64Array
  /** How many statements ran. */
  coveredStatements: number
  /** How many processes did this. */
  times: number
  /** The lines on which the statements stand, once somebody has asked for them. */
  lines: readonly ProcessLines[] | undefined
}

/** The behaviours of one text that have been seen, by their packed counts. */
export class TextBehaviours {
  readonly plan: Plan
  readonly #known = new Map<string, Behaviour>()

  constructor(plan: Plan) {
    this.plan = plan
  }

  /**
   * The behaviour of a process that told of this text so many times: in each of its data files, and in each script that was made
   * of it. `onNew` is told how many bytes it takes. Throws for counts that cannot be read.
   */
  find(packed: string | readonly string[], onNew: (bytes: number) => void): Behaviour {
    const key = typeof packed === 'string' ? packed : packed.join(scriptSeparator)
    let behaviour = this.#known.get(key)
    if (!behaviour) {
      behaviour = createBehaviour(this.plan, typeof packed === 'string' ? [packed] : packed)
      this.#known.set(key, behaviour)
      onNew(key.length + 8 * behaviour.counts.length + overhead)
    }
    return behaviour
  }

  /** Adds all to the sums of the plan, and forgets it. */
  flush(): void {
    const { sums } = this.plan
    for (const { counts, times } of this.#known.values()) {
      if (times > 0) for (let i = 0; i < counts.length; i++) sums[i]! += counts[i]! * times
    }
    this.#known.clear()
  }
}

/** What an entry takes besides its counts and its key, in bytes, roughly. */
const overhead = 250

function createBehaviour(plan: Plan, parts: readonly string[]): Behaviour {
  const counts = countPoints(plan, parts)
  let coveredStatements = 0
  for (let i = 0; i < counts.length; i++) if (counts[i]! !== 0) coveredStatements += plan.statementsAt[i]!
  return { plan, counts, coveredStatements, times: 0, lines: undefined }
}

/**
 * The counts of a process over all it told of a text: a count is put right only where V8 says 0 in all of it. One flush may
 * see the end of a loop, another its beginning.
 */
function countPoints(plan: Plan, parts: readonly string[]): Float64Array {
  const { points, spans, loops, sums, mayClamp, isExact, limits } = plan
  let counts: Float64Array | undefined
  /** The same with open ranges ended; absent as long as there were none. */
  let clamped: Float64Array | undefined
  for (const part of parts) {
    const ranges = unpackCounts(part)
    const spanned = spans && new Float64Array(sums.length)
    if (spans) readSpans(ranges, spans, spanned!, points.length)
    const read = readCounts(ranges, points, loops)
    if (spanned) spanned.set(read.plain)
    const plain = spanned ?? read.plain
    if (!counts) {
      counts = plain
      clamped = read.clamped
      continue
    }
    if (read.clamped) clamped ??= counts.slice(0, points.length)
    if (clamped) addTo(clamped, read.clamped ?? read.plain)
    addTo(counts, plain)
  }
  counts ??= new Float64Array(sums.length)
  if (clamped) {
    for (let i = 0; i < clamped.length; i++) {
      const isPlain = (!isExact && counts[i]! > 0) || mayClamp[i] === 0
      if (!isPlain) counts[i] = clamped[i]!
    }
  }
  limit(counts, limits)
  return counts
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
