import { groupBy } from '../group-by.ts'
import { lowerBound } from '../lower-bound.ts'
import { isJump } from '../syntax/keyword.ts'
import type { Place } from '../texts/place.ts'
import { splitClauses } from './clauses.ts'
import { findJumps } from './jumps.ts'
import { findParents, type Parents } from './parents.ts'
import type { Structure, StructureStatement } from './structure.ts'

/** The statements directly in the two arms of an `if`. */
export type Arms = readonly [
  consequent: readonly StructureStatement[],
  alternate: readonly StructureStatement[],
]

const noArms: Arms = [[], []]

/**
 * The statements of a source in lists: those of one list stand directly in the same block and run one after the other.
 *
 *     if (a) {      // parent of b(), c() and d()
 *       b(); c()    // one list
 *     } else d()    // another list
 */
export class Blocks {
  readonly lists: readonly (readonly StructureStatement[])[]
  readonly #clauses: readonly Place[]
  readonly #parents: Parents['statements']
  readonly #children: ReadonlyMap<StructureStatement | undefined, readonly StructureStatement[]>
  readonly #listOf: ReadonlyMap<StructureStatement, readonly StructureStatement[]>
  /** The index of each statement in its list. */
  readonly #ranks: ReadonlyMap<StructureStatement, number>
  /** Where the `else` of an `if` begins, by the start of the `if`. */
  readonly #elseStarts = new Map<Place, Place>()
  readonly #arms = new Map<StructureStatement, Arms>()

  constructor(structure: Structure) {
    const { statements, branches } = structure
    const { clauses } = structure.words()
    const parents = findParents(structure)
    this.#clauses = clauses
    this.#parents = parents.statements
    this.#children = groupBy(statements, statement => this.parentOf(statement))
    const blocks = groupBy(statements, statement => parents.blocks.get(statement) ?? statement.fn)
    this.lists = [...blocks.values()].flatMap(list =>
      /^(?:try|for)$/.test(this.parentOf(list[0]!)?.keyword ?? '') ? splitClauses(list, clauses) : [list],
    )
    this.#listOf = new Map(this.lists.flatMap(list => list.map(statement => [statement, list])))
    this.#ranks = new Map(this.lists.flatMap(list => list.map((statement, i) => [statement, i])))
    for (const { type, start, arms } of branches)
      if (type === 'if' && arms[1]?.start !== undefined) this.#elseStarts.set(start, arms[1].start)
  }

  /** The innermost statement around this one in the same function. */
  parentOf(statement: StructureStatement): StructureStatement | undefined {
    return this.#parents.get(statement)
  }

  /** The first statement of the same list. */
  firstOf(statement: StructureStatement): StructureStatement {
    return this.#listOf.get(statement)![0]!
  }

  /** The next statement of the same list. */
  nextOf(statement: StructureStatement): StructureStatement | undefined {
    return this.#listOf.get(statement)![this.#ranks.get(statement)! + 1]
  }

  /** The previous statement of the same list: it must complete before this one begins. */
  previousOf(statement: StructureStatement): StructureStatement | undefined {
    return this.#listOf.get(statement)![this.#ranks.get(statement)! - 1]
  }

  /** The other statements of the list, likeliest equal counts first: an expression right before, all behind, all before. */
  siblingsOf(statement: StructureStatement): StructureStatement[] {
    const list = this.#listOf.get(statement)!
    const rank = this.#ranks.get(statement)!
    const before = list.slice(0, rank).reverse()
    const isBehindExpression = before[0]?.keyword === ''
    return [...(isBehindExpression ? before.slice(0, 1) : []), ...list.slice(rank + 1), ...before]
  }

  /** The statements directly in the two arms of an `if`; empty arms for any other statement. */
  armsOf(statement: StructureStatement | undefined): Arms {
    if (statement?.keyword !== 'if') return noArms
    let arms = this.#arms.get(statement)
    if (!arms) {
      const elseStart = this.#elseStarts.get(statement.start) ?? Number.POSITIVE_INFINITY
      const own = this.#childrenOf(statement).filter(child => child.start > statement.start)
      arms = [own.filter(({ start }) => start < elseStart), own.filter(({ start }) => start >= elseStart)]
      this.#arms.set(statement, arms)
    }
    return arms
  }

  /** Whether an `if` has an `else`. */
  hasElse(statement: StructureStatement): boolean {
    return this.#elseStarts.has(statement.start)
  }

  /** Whether an arm of an `if` ends with a jump, so that execution never gets from it to the next statement. */
  hasJumpingArm(statement: StructureStatement): boolean {
    return this.armsOf(statement).some(arm => isJump(arm.at(-1)?.keyword))
  }

  /** The jumps in a statement that lead out of it; `undefined` where that is unknown. */
  jumpsIn(statement: StructureStatement): StructureStatement[] | undefined {
    return findJumps(statement, inner => this.#childrenOf(inner))
  }

  /** Whether V8 starts a new range behind the statement: it has a body, or it is a jump. */
  endsRange(statement: StructureStatement): boolean {
    if (hasBody(statement) || isJump(statement.keyword)) return true
    // The location of a labelled loop is that of the label, with the loop as a child.
    const [first] = this.#childrenOf(statement)
    return first !== undefined && hasBody(first)
  }

  /** Whether a first statement has its parent's range: V8 has none for the block of a `try` and the head of a `for`. */
  sharesParentRange(statement: StructureStatement): boolean {
    const parent = this.parentOf(statement)
    if (parent?.keyword !== 'try' && parent?.keyword !== 'for') return false
    const clause = this.#clauses[lowerBound(this.#clauses, parent.start)]
    return parent.keyword === 'try'
      ? !(clause! < statement.start)
      : clause !== undefined && statement.start < clause
  }

  #childrenOf(statement: StructureStatement): readonly StructureStatement[] {
    return this.#children.get(statement) ?? []
  }
}

function hasBody({ keyword = '' }: StructureStatement): boolean {
  return /^(?:if|for|while|do|switch|try|with)$/.test(keyword)
}
