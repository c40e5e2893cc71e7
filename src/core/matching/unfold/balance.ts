import type { Probe } from '../../counting/counter.ts'
import { isSameSum, sumProbes } from '../../counting/sum.ts'
import type { Blocks } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import type { Flow } from '../../syntax/flow-steps.ts'
import { isJump } from '../../syntax/keyword.ts'
import { findRuns, type Locations, type Run } from './runs.ts'

/**
 * Tells how often the statements of a source were reached: where the text decides on a statement as the source does, by the flow of
 * the text; else by what went in and what came out. Of `if (a) return x; b(); return x` a minifier makes `return a || b(), x`: that
 * `x` is both, and the first one ran as often as the `if`, less what went on to `b()`.
 */
export class Balance {
  readonly #blocks: Blocks
  readonly #flow: Flow
  readonly #locations: Locations
  readonly #runs: ReadonlyMap<StructureStatement, Run>
  readonly #direct = new Map<StructureStatement, Probe[] | undefined>()
  readonly #reaches = new Map<StructureStatement, Probe[] | undefined>()
  /** What is being worked out: it cannot be told by itself. */
  readonly #open = new Set<StructureStatement>()
  #isBlocked = false

  constructor(blocks: Blocks, flow: Flow, locations: Locations) {
    this.#blocks = blocks
    this.#flow = flow
    this.#locations = locations
    this.#runs = findRuns(blocks, locations)
  }

  /** How often a statement was reached; `undefined` where the text does not tell. */
  reachOf(statement: StructureStatement): Probe[] | undefined {
    const first = this.#firstOfRun(statement)
    if (this.#reaches.has(first)) return this.#reaches.get(first)
    if (this.#open.has(first)) {
      this.#isBlocked = true
      return undefined
    }
    this.#open.add(first)
    const wasBlocked = this.#isBlocked
    this.#isBlocked = false
    const reach = this.#findReach(first)
    if (reach || !this.#isBlocked) this.#reaches.set(first, reach)
    this.#isBlocked ||= wasBlocked
    this.#open.delete(first)
    return reach
  }

  /** How often each arm of an `if` was taken. */
  armsOf(statement: StructureStatement): [Probe[] | undefined, Probe[] | undefined] {
    const whole = this.reachOf(statement)
    const arms = [0, 1].map(i => this.#enterArm(statement, i as 0 | 1)) as [
      Probe[] | undefined,
      Probe[] | undefined,
    ]
    return [arms[0] ?? sumProbes([whole], [arms[1]]), arms[1] ?? sumProbes([whole], [arms[0]])]
  }

  #findReach(first: StructureStatement): Probe[] | undefined {
    const before = this.#runs.get(first)?.before
    const controller = this.#controllerOf(first)
    const direct = this.#findDirect(first)
    // What several `if`s lead to stands there once.
    if (direct && (before || !controller || !this.#locations.isShared(controller))) return direct
    if (before) return this.#findOut(before) ?? direct
    if (!controller) return direct
    const arm = this.#blocks.armsOf(controller)[0].includes(first) ? 0 : 1
    return this.#balanceArm(controller, arm) ?? direct
  }

  /** The arm's own count where the text has one, else what is left of the whole. */
  #enterArm(statement: StructureStatement, arm: 0 | 1): Probe[] | undefined {
    const first = this.#blocks.armsOf(statement)[arm][0]
    return first ? this.reachOf(first) : this.#balanceArm(statement, arm)
  }

  /** What went into an arm, by what went into the `if`, into its other arm and behind it. */
  #balanceArm(statement: StructureStatement, arm: 0 | 1): Probe[] | undefined {
    const arms = this.#blocks.armsOf(statement)
    const whole = this.reachOf(statement)
    if (!whole) return undefined
    const other = arms[1 - arm]![0]
    const direct = other && this.#findDirect(other)
    if (direct) return sumProbes([whole], [direct])
    const own = arms[arm].at(-1)
    const isLeaving = own !== undefined && isJump(own.keyword)
    const isOtherLeaving = isJump(arms[1 - arm]!.at(-1)?.keyword)
    if (isLeaving === isOtherLeaving) return undefined
    const behind = this.#findBehind(statement)
    return isLeaving ? sumProbes([whole], [behind]) : behind
  }

  /** How often what is behind a statement was reached, by what is there. */
  #findBehind(statement: StructureStatement): Probe[] | undefined {
    const run = this.#runs.get(statement)
    // The rest of its run was reached as often as it was left.
    if (run && run.statements.at(-1) !== statement) return this.#findDirect(run.statements[0]!)
    if (run?.next) return this.#findDirect(run.next)
    const around = this.#blocks.parentOf(statement)
    if (around?.keyword !== 'if') return undefined
    const behind = this.#findBehind(around)
    if (!behind) return undefined
    const arms = this.#blocks.armsOf(around)
    const arm = arms[0].includes(statement) ? 0 : 1
    const last = arms[1 - arm]!.at(-1)
    if (last) return sumProbes([behind], [this.#findOut(last)])
    // The missing else goes on: it is what did not go into the arm that this one is in.
    const entered = this.#findDirect(arms[arm][0]!)
    return sumProbes([behind, entered], [this.reachOf(around)])
  }

  /** How often a statement was left by its end: as often as it was begun, but for the jumps out of it. */
  #findOut(statement: StructureStatement): Probe[] | undefined {
    if (isJump(statement.keyword)) return []
    const jumps = this.#blocks.jumpsIn(statement)
    if (!jumps) return undefined
    return sumProbes(
      [this.reachOf(statement)],
      jumps.map(jump => this.reachOf(jump)),
    )
  }

  /** By the flow of the text, where that decides on the statement as the source does. */
  #findDirect(first: StructureStatement): Probe[] | undefined {
    if (this.#direct.has(first)) return this.#direct.get(first)
    const controller = this.#controllerOf(first)
    const test = controller && this.#locations.locateTest(controller)
    const offsets = (this.#runs.get(first)?.statements ?? [first]).flatMap(statement => {
      const offset = this.#locations.locate(statement)
      return offset === undefined || (controller && !this.#isDecided(test, offset)) ? [] : [offset]
    })
    // What is worked out later than what is behind it was put in there.
    const offset = offsets.find(own => !offsets.some(other => this.#flow.isBehind(other, own)))
    const reach = offset === undefined ? undefined : this.#flow.reachAt(offset)
    this.#direct.set(first, reach)
    return reach
  }

  /** Whether the text goes from a test to a place only sometimes. */
  #isDecided(test: number | undefined, offset: number): boolean {
    if (test === undefined) return true
    if (this.#flow.isBehind(test, offset)) return true
    if (this.#flow.isSameStatement(test, offset)) return false
    const [before, behind] = [this.#flow.reachAt(test), this.#flow.reachAt(offset)]
    return !before || !behind || !isSameSum(before, behind)
  }

  /** The folded `if` that decides whether a statement is reached. */
  #controllerOf(first: StructureStatement): StructureStatement | undefined {
    return this.#runs.get(first)?.controller
  }

  /** The first of the statements that are reached together. */
  #firstOfRun(statement: StructureStatement): StructureStatement {
    return this.#runs.get(statement)?.statements[0] ?? statement
  }
}
