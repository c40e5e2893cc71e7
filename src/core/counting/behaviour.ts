import { scriptSeparator } from '../../contract/counts.ts'
import type { Plan } from './plan.ts'
import { unpackCounts } from './ranges.ts'
import { readSpans } from './spans.ts'
import { readCounts } from './sweep.ts'

/** Lines of one file that a process ran. */
export interface ProcessLines {
  path: string
  /** Lines on which statements begin that ran, ascending. Equal lists of one text are one array. */
  lines: readonly number[]
}

/** The counts of one text in one or several processes whose data is equal. */
export interface Behaviour {
  plan: Plan
  /** For each point, then each span of the plan. */
  counts: Float64Array
  /** How many statements ran. */
  coveredStatements: number
  /** The number of processes. */
  times: number
  /** The lines that ran; found when first asked for. */
  lines: readonly ProcessLines[] | undefined
}

/** The known behaviours of one text, by their packed counts. */
export class TextBehaviours {
  readonly plan: Plan
  readonly #known = new Map<string, Behaviour>()
  #canHaveRun: ((packed: string) => boolean) | undefined
  #isOther = false

  /** @param canHaveRun called once, with the first counts. If it returns false, V8 ran another text: all counts of this text are 0 */
  constructor(plan: Plan, canHaveRun?: (packed: string) => boolean) {
    this.plan = plan
    this.#canHaveRun = canHaveRun
  }

  /**
   * Finds or creates the behaviour of a process. Throws for malformed counts.
   * @param packed the counts of each of its data files, and of each script with this text
   * @param onNew called with the size of a new behaviour, in bytes
   */
  find(packed: string | readonly string[], onNew: (bytes: number) => void): Behaviour {
    const key = typeof packed === 'string' ? packed : packed.join(scriptSeparator)
    let behaviour = this.#known.get(key)
    if (!behaviour) {
      const parts = typeof packed === 'string' ? [packed] : packed
      if (this.#canHaveRun) this.#isOther = !parts.every(this.#canHaveRun)
      this.#canHaveRun = undefined
      behaviour = createBehaviour(this.plan, this.#isOther ? [] : parts)
      this.#known.set(key, behaviour)
      onNew(key.length + 8 * behaviour.counts.length + overhead)
    }
    return behaviour
  }

  /** Adds all behaviours to the sums of the plan, and forgets them. */
  flush(): void {
    const { sums } = this.plan
    for (const { counts, times } of this.#known.values()) {
      if (times > 0) for (let i = 0; i < counts.length; i++) sums[i]! += counts[i]! * times
    }
    this.#known.clear()
  }
}

/** Size of an entry besides counts and key, in bytes, roughly. */
const overhead = 250

function createBehaviour(plan: Plan, parts: readonly string[]): Behaviour {
  const counts = countPoints(plan, parts)
  let coveredStatements = 0
  for (let i = 0; i < counts.length; i++) if (counts[i]! !== 0) coveredStatements += plan.statementsAt[i]!
  return { plan, counts, coveredStatements, times: 0, lines: undefined }
}

/**
 * The counts of a process, as the sum over its data files. Open ranges are ended where the sum is 0, not in each file: one flush may see
 * the beginning of a loop, another its end.
 */
function countPoints(plan: Plan, parts: readonly string[]): Float64Array {
  const { points, spans, loops, sums, mayClamp, isExact, limits } = plan
  let counts: Float64Array | undefined
  /** The same with open ranges ended; absent while there were none. */
  let clamped: Float64Array | undefined
  for (const part of parts) {
    const ranges = unpackCounts(part)
    const spanned = spans && new Float64Array(sums.length)
    if (spans) readSpans(ranges, spans, spanned!, points.length)
    const read = readCounts(ranges, points, loops)
    if (spanned) spanned.set(read.raw)
    const raw = spanned ?? read.raw
    if (!counts) {
      counts = raw
      clamped = read.clamped
      continue
    }
    if (read.clamped) clamped ??= counts.slice(0, points.length)
    if (clamped) addTo(clamped, read.clamped ?? read.raw)
    addTo(counts, raw)
  }
  counts ??= new Float64Array(sums.length)
  if (clamped) {
    for (let i = 0; i < clamped.length; i++) {
      const isWanted = mayClamp[i] === 1 && (isExact || counts[i] === 0)
      if (isWanted) counts[i] = clamped[i]!
    }
  }
  limit(counts, limits)
  return counts
}

/** V8 ends the range behind a `return` at the next `&&` or `?:`; what follows has the too high count of the block around. */
function limit(counts: Float64Array, limits: Int32Array): void {
  for (let i = 0; i < limits.length; i += 2) {
    const most = counts[limits[i + 1]!]!
    if (most > 0 && counts[limits[i]!]! > most) counts[limits[i]!] = most
  }
}

function addTo(sums: Float64Array, counts: Float64Array): void {
  for (let i = 0; i < counts.length; i++) sums[i]! += counts[i]!
}
