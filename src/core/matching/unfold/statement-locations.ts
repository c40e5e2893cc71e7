import { type Blocks, endOfTest } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import type { Flow } from '../../syntax/flow-steps.ts'
import type { GeneratedStatement } from '../../syntax/syntax.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { Placed } from '../places/generated-text.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'

/** What is known of the statements of one source before the flow of the text is asked. */
export interface FoundStatements {
  matches: ReadonlyMap<StructureStatement, Placed<GeneratedStatement>[]>
  /** Where statements stand of which no statement is left. */
  offsets: ReadonlyMap<StructureStatement, number>
  blocks: Blocks
  found: StatementProbes
}

/** Tells where the statements of a source are in a text. */
export class StatementLocations {
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

  #nodeOf(statement: StructureStatement): GeneratedStatement | undefined {
    return this.#known.matches.get(statement)?.[0]?.node
  }

  /** Where the first thing that it does stands. */
  locate(statement: StructureStatement): number | undefined {
    const node = this.#nodeOf(statement)
    const own = node?.start ?? this.#known.offsets.get(statement)
    if (own === undefined || !/^(?:if|return|throw|switch)$/.test(statement.keyword ?? '')) return own
    // `return a(), b`: what ran as often as the `return` is the last part.
    const inner = this.locateInner(statement)
    return inner === undefined || (node && !(inner > node.start && inner < node.end)) ? own : inner
  }

  /** Where the first part of it stands: of an `if`, its test. */
  locateInner(statement: StructureStatement): number | undefined {
    const end = endOfTest(this.#source.structure.statements, this.#order.get(statement)!)
    const offset = this.#finder.findWithin(statement.start + 1, end, statement.fn)
    // A test that was put in from elsewhere leaves the brace behind it.
    return offset === undefined || this.#flow.isBlock(offset) ? undefined : offset
  }
}
