import type { Probe } from '../../counting/counter.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { SourceOfText } from '../source.ts'
import { Balance } from './balance.ts'
import { type FoundStatements, StatementLocations } from './statement-locations.ts'

/** The result of {@link followFlow}. */
export interface FollowedFlow {
  /** The recounted statements, each with the first statement of its list. */
  recounted: Map<StructureStatement, StructureStatement>
  balance: Balance
  locations: StatementLocations
}

/**
 * Recounts the statements of lists that a minifier changed, as V8 would have counted them in the source: so the host did. V8
 * starts a range at few statements; the others have the count of an earlier one:
 *
 *     if (a) return          // own count: the first of its list
 *     b()                    // own count: behind a statement with a body
 *     c(d && e)              // the count of b()
 *     f()                    // the count of the `if`: behind `&&`, `?:` and `?.` V8 goes back to the range of the list
 *
 * An own count is the reach of the statement, derived from the text ({@link Balance}). Istanbul counts each statement by its reach.
 * New probes are put into `found.probes`.
 */
export function followFlow(source: SourceOfText, finder: PlaceFinder, found: FoundStatements): FollowedFlow {
  const flow = source.syntax.flow()
  const locations = new StatementLocations(source, finder, flow, found)
  const recount = new Recount(found, locations, new Balance(found.blocks, flow, locations))
  const isMinified = source.structure.statements.some(
    statement => statement.keyword === 'if' && locations.isFolded(statement),
  )
  const isMoved = (statement: StructureStatement) =>
    isMinified ? !found.matches.has(statement) : locations.isFolded(statement)
  for (const list of locations.lists) {
    const own = list.filter(statement => !locations.isElsewhere(statement))
    if (own.length === 0) continue
    recount.enter(list, own)
    if (source.counting === 'istanbul') recount.asIstanbul(own)
    else {
      const around = found.blocks.parentOf(own[0]!)
      const isChanged = (statement: StructureStatement) =>
        isMoved(statement) ||
        locations.isMovedOut(statement) ||
        found.blocks
          .armsOf(statement)
          .flat()
          .some(inner => locations.isMovedOut(inner))
      if ((around && locations.isFolded(around)) || own.some(isChanged)) recount.asV8(own)
    }
  }
  return { recounted: recount.done, balance: recount.balance, locations }
}

/** How V8 would count a statement. */
type Rule =
  /** By a range that starts at the statement. */
  | 'own'
  /** As the statement around it. */
  | 'parent'
  /** As the first statement of the list. */
  | 'list'
  /** As the statement before it. */
  | 'previous'
  /** By the range of `a && await b` before it, which V8 leaves open: the count that was found stays. */
  | 'open'

class Recount {
  readonly done: FollowedFlow['recounted'] = new Map()
  readonly balance: Balance
  readonly #found: FoundStatements
  readonly #locations: StatementLocations
  /** By the first statement of a list, the one at which the range around the list starts. */
  readonly #bases = new Map<StructureStatement, StructureStatement>()

  constructor(found: FoundStatements, locations: StatementLocations, balance: Balance) {
    this.#found = found
    this.#locations = locations
    this.balance = balance
  }

  /** Notes where the range of a list starts. @param own the statements of the list that run together with it */
  enter(list: readonly StructureStatement[], [first]: readonly StructureStatement[]): void {
    const { blocks } = this.#found
    const around = blocks.parentOf(first!)
    const isParents = around !== undefined && blocks.sharesParentRange(first!)
    this.#bases.set(list[0]!, isParents ? this.#baseOf(around) : first!)
  }

  asIstanbul(list: readonly StructureStatement[]): void {
    for (const [i, statement] of list.entries()) {
      if (this.#locations.isArrowBody(statement)) continue
      const reach = this.#reachOf(statement, list[i - 1])
      if (reach) this.#found.probes.set(statement, reach)
    }
  }

  asV8(list: readonly StructureStatement[]): void {
    const { probes, blocks } = this.#found
    let rule: Rule | undefined
    for (const [i, statement] of list.entries()) {
      if (this.#locations.isArrowBody(statement)) continue
      const before = list[i - 1]
      const reach = this.#reachOf(statement, before)
      const base = this.#baseOf(statement)
      rule = this.#findRule(statement, before, rule)
      if (rule === 'open' || (rule === 'own' && !reach)) continue
      if (rule === 'own') probes.set(statement, reach!)
      else if (rule === 'parent') probes.set(statement, probes.get(blocks.parentOf(statement)!)!)
      else {
        const same = probes.get(rule === 'list' ? base : before!)!
        probes.set(statement, same.length > 0 ? same : (reach ?? []))
      }
      this.done.set(statement, base)
    }
  }

  #findRule(
    statement: StructureStatement,
    before: StructureStatement | undefined,
    ruleBefore: Rule | undefined,
  ): Rule {
    const { blocks } = this.#found
    const { words } = this.#locations
    if (!before) return blocks.sharesParentRange(statement) ? 'parent' : 'own'
    if (blocks.endsRange(before) || this.#locations.isBehindWait(before, statement)) return 'own'
    if (ruleBefore === 'open') return 'open'
    if (!words.hasChoice(before, statement)) return 'previous'
    return words.hasWait(before, statement) ? 'open' : 'list'
  }

  #baseOf(statement: StructureStatement): StructureStatement {
    return this.#bases.get(this.#found.blocks.firstOf(statement)) ?? statement
  }

  /** The reach of a statement; where the text does not tell, at most that of the folded `if` that decides on it. */
  #reachOf(statement: StructureStatement, before: StructureStatement | undefined): Probe[] | undefined {
    const reach = this.balance.reachOf(statement)
    if (reach) return reach
    const { blocks } = this.#found
    const decider = before ?? blocks.parentOf(statement)
    if (!decider || !this.#locations.isFolded(decider)) return undefined
    return !before || blocks.hasJumpingArm(before) ? this.balance.reachOf(decider) : undefined
  }
}
