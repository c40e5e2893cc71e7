import type { Probe } from '../../counting/counter.ts'
import { isSameSum, sumProbes } from '../../counting/sum.ts'
import type { Blocks } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import type { Flow } from '../../syntax/flow-steps.ts'
import { isJump } from '../../syntax/keyword.ts'
import { type BasicBlock, findBasicBlocks } from './basic-blocks.ts'
import type { StatementLocations } from './statement-locations.ts'

/** Probes whose sum is wanted; `undefined` where the text does not tell. */
type Sum = Probe[] | undefined

/**
 * Derives how often the statements of a source were reached from the text that a minifier made of it.
 *
 * - The *reach* of a statement is how often execution arrived at it. All statements of a basic block have the same.
 * - It is *read* where the text has a place for the statement, and branches to that place as the source does.
 * - The *completions* of a statement are how often execution left it by its end: its reach, less the jumps out of it.
 *
 * Invariant: what reaches an `if` enters one of its two arms, and what completes a statement reaches the next one.
 * A reach that cannot be read is the difference of others:
 *
 *     if (a) return x    // becomes  return a || b(), x
 *     b()
 *     return x           // both `x` are one: the first return ran as often as the `if`, less `b()`
 */
export class Balance {
  readonly #blocks: Blocks
  readonly #flow: Flow
  readonly #locations: StatementLocations
  readonly #basicBlocks: ReadonlyMap<StructureStatement, BasicBlock>
  /** By the first statement of a basic block. */
  readonly #read = new Map<StructureStatement, Sum>()
  readonly #reaches = new Map<StructureStatement, Sum>()
  /** First statements whose reach is being derived: no reach is derived from itself. */
  readonly #pending = new Set<StructureStatement>()
  /** Whether the derivation at hand asked for a pending reach. */
  #metPending = false

  constructor(blocks: Blocks, flow: Flow, locations: StatementLocations) {
    this.#blocks = blocks
    this.#flow = flow
    this.#locations = locations
    this.#basicBlocks = findBasicBlocks(blocks, locations)
  }

  /**
   * How often a statement was reached. A failure is remembered only if no pending reach was asked for on the way: from
   * another statement, the same question may have an answer.
   */
  reachOf(statement: StructureStatement): Sum {
    const first = this.#basicBlocks.get(statement)?.statements[0] ?? statement
    if (this.#reaches.has(first)) return this.#reaches.get(first)
    if (this.#pending.has(first)) {
      this.#metPending = true
      return undefined
    }
    this.#pending.add(first)
    const metPendingBefore = this.#metPending
    this.#metPending = false
    const reach = this.#deriveReach(first)
    if (reach || !this.#metPending) this.#reaches.set(first, reach)
    this.#metPending ||= metPendingBefore
    this.#pending.delete(first)
    return reach
  }

  /** How often each arm of an `if` was entered. */
  armsOf(statement: StructureStatement): [consequent: Sum, alternate: Sum] {
    const whole = this.reachOf(statement)
    const consequent = this.#enterArm(statement, 0)
    const alternate = this.#enterArm(statement, 1)
    return [consequent ?? sumProbes([whole], [alternate]), alternate ?? sumProbes([whole], [consequent])]
  }

  #deriveReach(first: StructureStatement): Sum {
    const block = this.#basicBlocks.get(first)
    const before = block?.before
    const controller = block?.controller
    const read = this.#readReach(first)
    // The first statement of an arm that several `if`s share would get the sum of all of them.
    if (read && (before || !controller || !this.#locations.isShared(controller))) return read
    if (before) return this.#completionsOf(before) ?? read
    if (!controller) return read
    return (
      this.#balanceArm(controller, this.#armHolding(controller, first)) ??
      this.#restOfShared(controller) ??
      read
    )
  }

  /** What the other `if`s leave of a jump that an `if` shares with them. */
  #restOfShared(statement: StructureStatement): Sum {
    const { statements = [], offset } = this.#locations.sharedJumpOf(statement) ?? {}
    if (offset === undefined) return undefined
    const arms = statements
      .filter(other => other !== statement)
      .map(other => {
        const arm = isJump(this.#blocks.armsOf(other)[0].at(-1)?.keyword) ? 0 : 1
        return this.#balanceArm(other, arm)
      })
    return sumProbes([this.#flow.reachAt(offset)], arms)
  }

  /** The reach of the first statement in an arm; of an empty or missing arm, what the balance of the `if` leaves for it. */
  #enterArm(statement: StructureStatement, arm: 0 | 1): Sum {
    const first = this.#blocks.armsOf(statement)[arm][0]
    return first ? this.reachOf(first) : this.#balanceArm(statement, arm)
  }

  /** How often an arm was entered, by the reach of the `if`, of the other arm, and of what is behind the `if`. */
  #balanceArm(statement: StructureStatement, arm: 0 | 1): Sum {
    const whole = this.reachOf(statement)
    if (!whole) return undefined
    const arms = this.#blocks.armsOf(statement)
    const other = arms[otherThan(arm)]
    // An arm that several `if`s share has the sum of all of them.
    const otherReach = other[0] && !this.#locations.isShared(statement) && this.#readReach(other[0])
    if (otherReach) return restOf(whole, otherReach)
    const jumps = isJump(arms[arm].at(-1)?.keyword)
    const otherJumps = isJump(other.at(-1)?.keyword)
    if (jumps === otherJumps) return undefined
    // One arm jumps: only the other one leads to what is behind the `if`.
    const behind = this.#readReachBehind(statement)
    return jumps ? behind && restOf(whole, behind) : behind
  }

  /** The completions of a statement, read at the code behind it. */
  #readReachBehind(statement: StructureStatement): Sum {
    const block = this.#basicBlocks.get(statement)
    if (block && block.statements.at(-1) !== statement) return this.#readReach(block.statements[0]!)
    if (block?.next) return this.#readReach(block.next)
    const around = this.#blocks.parentOf(statement)
    if (around?.keyword !== 'if') return undefined
    // At the end of an arm: the reach of the code behind the `if`, less what gets there from the other arm.
    const behind = this.#readReachBehind(around)
    if (!behind) return undefined
    const arms = this.#blocks.armsOf(around)
    const arm = this.#armHolding(around, statement)
    const lastOfOther = arms[otherThan(arm)].at(-1)
    if (lastOfOther) return sumProbes([behind], [this.#completionsOf(lastOfOther)])
    // Executions that did not enter this arm pass the missing else.
    const entered = this.#readReach(arms[arm][0]!)
    return sumProbes([behind, entered], [this.reachOf(around)])
  }

  #completionsOf(statement: StructureStatement): Sum {
    if (isJump(statement.keyword)) return []
    const jumps = this.#blocks.jumpsIn(statement)
    if (!jumps) return undefined
    return sumProbes(
      [this.reachOf(statement)],
      jumps.map(jump => this.reachOf(jump)),
    )
  }

  /** The reach of a basic block, read at the place in the text where one of its statements stands. */
  #readReach(first: StructureStatement): Sum {
    if (this.#read.has(first)) return this.#read.get(first)
    const block = this.#basicBlocks.get(first)
    const test = block?.controller && this.#locations.locateTest(block.controller)
    const offsets: number[] = []
    for (const statement of block?.statements ?? [first]) {
      const offset = this.#locations.locate(statement)
      if (offset !== undefined && this.#isDecidedBy(test, offset)) offsets.push(offset)
    }
    // Skip locations inside an arm that the others are not in: that code was inlined there from elsewhere.
    const offset = offsets.find(own => !offsets.some(other => this.#flow.isConditional(other, own)))
    const reach = offset === undefined ? undefined : this.#flow.reachAt(offset)
    this.#read.set(first, reach)
    return reach
  }

  /** Whether the text, like the source, gets from the test of an `if` to a place only sometimes. */
  #isDecidedBy(test: number | undefined, offset: number): boolean {
    if (test === undefined || this.#flow.isConditional(test, offset)) return true
    if (this.#flow.isSameStatement(test, offset)) return false
    const atTest = this.#flow.reachAt(test)
    const atOffset = this.#flow.reachAt(offset)
    return !atTest || !atOffset || !isSameSum(atTest, atOffset)
  }

  #armHolding(statement: StructureStatement, first: StructureStatement): 0 | 1 {
    return this.#blocks.armsOf(statement)[0].includes(first) ? 0 : 1
  }
}

/** The difference of two sums; `undefined` if they are equal in every process. Then the text holds no trace of the choice. */
function restOf(whole: Probe[], other: Probe[]): Sum {
  const rest = sumProbes([whole], [other])
  return rest?.length === 0 ? undefined : rest
}

function otherThan(arm: 0 | 1): 0 | 1 {
  return arm === 0 ? 1 : 0
}
