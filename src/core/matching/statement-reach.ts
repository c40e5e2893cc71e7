import type { StructureStatement } from '../structure/structure.ts'
import { negateProbes, type Probe } from '../syntax/counter.ts'
import type { Flow } from '../syntax/flow-steps.ts'
import { isJump } from '../syntax/keyword.ts'
import type { GeneratedStatement } from '../syntax/syntax.ts'
import { endOfTest } from './folded-ifs.ts'
import type { Placed } from './generated-text.ts'
import type { Family } from './lost-statements.ts'
import type { SourceOfText } from './match-file.ts'
import type { StatementProbes } from './match-statements.ts'
import type { PlaceFinder } from './place-finder.ts'

/** What is known of the statements of one source before the flow of the text is asked. */
export interface FoundStatements {
  matches: ReadonlyMap<StructureStatement, Placed<GeneratedStatement>[]>
  /** Where statements stand of which no statement is left. */
  offsets: ReadonlyMap<StructureStatement, number>
  family: Family
  found: StatementProbes
}

/** Tells how often the statements of a source were reached, as the flow of the text says. */
export class StatementReach {
  /** All that was told. */
  readonly reaches: StatementProbes = new Map()
  readonly #source: SourceOfText
  readonly #finder: PlaceFinder
  readonly #flow: Flow
  readonly #known: FoundStatements
  readonly #order: ReadonlyMap<StructureStatement, number>

  constructor(source: SourceOfText, finder: PlaceFinder, flow: Flow, known: FoundStatements) {
    this.#source = source
    this.#finder = finder
    this.#flow = flow
    this.#known = known
    this.#order = new Map(source.structure.statements.map((statement, i) => [statement, i]))
  }

  /** Whether it is part of an expression now, and no statement of its own. */
  isFolded(statement: StructureStatement): boolean {
    const { matches, offsets } = this.#known
    const offset = matches.has(statement) ? undefined : offsets.get(statement)
    return offset !== undefined && (statement.keyword === 'if' || this.#source.syntax.folded.has(offset))
  }

  /** Class fields, decorators and parameters stand between statements and run elsewhere. */
  isElsewhere(statement: StructureStatement): boolean {
    const node = this.#nodeOf(statement)
    const offset = node?.start ?? this.#known.offsets.get(statement)
    const isInHead = statement.fn !== undefined && statement.start < statement.fn.bodyStart
    if (isInHead || node?.isField) return true
    return offset !== undefined && !(this.#finder.isIn(offset, statement.fn) && this.#flow.reachAt(offset))
  }

  /** The body of an arrow function is counted where the arrow begins. */
  isArrowBody(statement: StructureStatement): boolean {
    const node = this.#nodeOf(statement)
    return node !== undefined && this.#source.syntax.functions[node.fn]?.start === node.countAt
  }

  /** How often a statement was reached; `before` is the one before it in its block. `undefined` if nothing of it is left. */
  reachOf(statement: StructureStatement, before: StructureStatement | undefined): Probe[] | undefined {
    const offset = this.#locate(statement)
    if (offset === undefined) return undefined
    const from = before && this.#locate(before)
    const shared = from === undefined ? undefined : this.#findShared(statement, offset, before!, from)
    const reach = shared ?? this.#flow.reachAt(offset)
    if (reach) this.reaches.set(statement, reach)
    return reach
  }

  #nodeOf(statement: StructureStatement): GeneratedStatement | undefined {
    return this.#known.matches.get(statement)?.[0]?.node
  }

  #locate(statement: StructureStatement): number | undefined {
    const node = this.#nodeOf(statement)
    if (!node || !/^(?:if|return|throw|switch)$/.test(statement.keyword ?? ''))
      return node?.start ?? this.#known.offsets.get(statement)
    // `return a(), b`: what ran as often as the `return` is the last part.
    const end = endOfTest(this.#source.structure.statements, this.#order.get(statement)!)
    const inner = this.#finder.findWithin(statement.start + 1, end, statement.fn)
    return inner !== undefined && inner > node.start && inner < node.end ? inner : node.start
  }

  /** What stands at a place may have come from several: `return x` is one where there were two. */
  #findShared(
    statement: StructureStatement,
    offset: number,
    before: StructureStatement,
    from: number,
  ): Probe[] | undefined {
    // `if (a) return x; b(); return x` became `return a || b(), x`: as many as came to what is before went on.
    if (this.#flow.isBehind(offset, from))
      return this.#hasJump(before, statement) ? undefined : this.reaches.get(before)
    // `if (a) { b(); return x } return x` became `return a && b(), x`: what did not go through the `if` is left.
    const { matches, family } = this.#known
    const children = before.keyword === 'if' && !matches.has(before) ? family.childrenOf(before) : []
    if (!isJump(children.at(-1)?.keyword) || this.#flow.isBehind(from, offset)) return undefined
    const whole = this.reaches.get(before)
    const first = this.#locate(children[0]!)
    const then =
      first !== undefined && this.#flow.isBehind(from, first) ? this.#flow.reachAt(first) : undefined
    return whole && then && [...whole, ...negateProbes(then)]
  }

  #hasJump(statement: StructureStatement, next: StructureStatement): boolean {
    for (let i = this.#order.get(statement)!; i < this.#order.get(next)!; i++) {
      const { fn, keyword } = this.#source.structure.statements[i]!
      if (fn === statement.fn && isJump(keyword)) return true
    }
    return false
  }
}
