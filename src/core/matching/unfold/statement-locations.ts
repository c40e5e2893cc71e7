import { groupBy } from '../../group-by.ts'
import type { Blocks } from '../../structure/blocks.ts'
import { endOfTest, type SourceWords, type StructureStatement } from '../../structure/structure.ts'
import type { Flow } from '../../syntax/flow-steps.ts'
import type { GeneratedStatement } from '../../syntax/syntax.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { Placed } from '../places/generated-text.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'
import type { FoldedIf } from './folded-ifs.ts'

/** Where the statements of a source are in a text. A statement that is in no map left no trace. */
export interface PlacedStatements {
  /** Statements that are still statements. Several nodes are copies of one function. */
  matches: Map<StructureStatement, Placed<GeneratedStatement>[]>
  /** Offsets of statements that a minifier made parts of expressions. */
  offsets: Map<StructureStatement, number>
  folded: Map<StructureStatement, FoldedIf>
}

/** The statements of one source, as matching by place and by order found them. */
export interface FoundStatements extends PlacedStatements {
  blocks: Blocks
  probes: StatementProbes
}

/** A jump that several `if`s lead to in the text, and its offset if it is the arm of an `if` there. */
export interface SharedJump {
  statements: readonly StructureStatement[]
  offset: number | undefined
}

/** Tells where the statements of a source are in the text V8 ran, and what a minifier did with them. */
export class StatementLocations {
  readonly words: SourceWords
  /**
   * The lists of statements. Istanbul has no private methods, and compilers move fields into constructors: its lists are divided by the
   * functions of the text.
   */
  readonly lists: Blocks['lists']
  readonly #source: SourceOfText
  readonly #finder: PlaceFinder
  readonly #flow: Flow
  readonly #found: FoundStatements
  readonly #order: ReadonlyMap<StructureStatement, number>
  readonly #shared: ReadonlyMap<StructureStatement, SharedJump>

  constructor(source: SourceOfText, finder: PlaceFinder, flow: Flow, found: FoundStatements) {
    this.words = source.structure.words()
    this.#source = source
    this.#finder = finder
    this.#flow = flow
    this.#found = found
    this.#order = new Map(source.structure.statements.map((statement, i) => [statement, i]))
    this.#shared = findShared(found)
    const { lists } = found.blocks
    this.lists = source.counting === 'istanbul' ? lists.flatMap(list => this.#divide(list)) : lists
  }

  #divide(list: readonly StructureStatement[]): StructureStatement[][] {
    let fn = -1
    const parts = groupBy(list, statement => {
      const offset = this.#nodeOf(statement)?.start ?? this.#found.offsets.get(statement)
      if (offset !== undefined) fn = this.#finder.functionAt(offset)
      return fn
    })
    return [...parts.values()]
  }

  /** Offset of the first code that runs as often as the statement; `undefined` if the text holds nothing of it. */
  locate(statement: StructureStatement): number | undefined {
    const node = this.#nodeOf(statement)
    const own = node?.start ?? this.#found.offsets.get(statement)
    if (own === undefined || !/^(?:if|return|throw|switch)$/.test(statement.keyword ?? '')) return own
    // Of `return a(), b` only the last part runs as often as the original `return`.
    const inner = this.locateTest(statement)
    if (inner === undefined || (node && !(inner > node.start && inner < node.end))) return own
    // The first operand in the source may be one behind another in the text.
    const isMoved = node && statement.keyword === 'if' && this.#flow.isConditional(node.start, inner)
    return isMoved ? own : inner
  }

  /** The first mapped code behind the keyword of a statement: of an `if`, in its test. */
  locateTest(statement: StructureStatement): number | undefined {
    const end = endOfTest(this.#source.structure.statements, this.#order.get(statement)!)
    const { start, fn, keyword } = statement
    const made = keyword === 'return' ? this.#finder.findMadeFunction(start + 1, end, fn) : undefined
    const offset = this.#finder.findWithin(start + 1, end, fn) ?? made
    // Where the minifier put a constant in the place of the test, the first mapping is that of the brace behind it.
    return offset === undefined || this.#flow.isBlock(offset) ? undefined : offset
  }

  /** Whether a statement is now a part of an expression; of an `if`, also whether it is a part of another `if`'s test. */
  isFolded(statement: StructureStatement): boolean {
    const { matches, offsets } = this.#found
    const offset = matches.has(statement) ? undefined : offsets.get(statement)
    return offset !== undefined && (statement.keyword === 'if' || this.#source.syntax.folded.has(offset))
  }

  /** Whether a statement is behind the `if` that holds it in the source: `if (a) return; else b()` became `if (a) return; b()`. */
  isMovedOut(statement: StructureStatement): boolean {
    const { matches, offsets, blocks } = this.#found
    const around = blocks.parentOf(statement)
    const node = around?.keyword === 'if' ? this.#nodeOf(around) : undefined
    const offset = matches.get(statement)?.[0]?.node.start ?? offsets.get(statement)
    return node !== undefined && offset !== undefined && (offset < node.start || offset >= node.end)
  }

  /** Whether a statement runs at another time than its neighbours: a class field, a decorator, a default value. */
  isElsewhere(statement: StructureStatement): boolean {
    const node = this.#nodeOf(statement)
    const offset = node?.start ?? this.#found.offsets.get(statement)
    const isInHead = statement.fn !== undefined && statement.start < statement.fn.bodyStart
    if (isInHead || node?.isField) return true
    return offset !== undefined && !(this.#finder.isIn(offset, statement.fn) && this.#flow.reachAt(offset))
  }

  /** Whether several `if`s, this one included, lead to one jump in the text: its count is the sum of theirs. */
  isShared(statement: StructureStatement): boolean {
    return this.#shared.has(statement)
  }

  sharedJumpOf(statement: StructureStatement): SharedJump | undefined {
    return this.#shared.get(statement)
  }

  /** Whether V8 starts a new range at a statement because the one before it awaits or yields. */
  isBehindWait(before: StructureStatement, statement: StructureStatement): boolean {
    return this.words.hasWait(before, statement) && !this.words.hasChoice(before, statement)
  }

  /** Whether a statement is the expression that an arrow function returns: its count is that of the function. */
  isArrowBody(statement: StructureStatement): boolean {
    const node = this.#nodeOf(statement)
    return node !== undefined && this.#source.syntax.functions[node.fn]?.start === node.countAt
  }

  #nodeOf(statement: StructureStatement): GeneratedStatement | undefined {
    return this.#found.matches.get(statement)?.[0]?.node
  }
}

/** The `if`s with a jump in an arm that share a test with other such `if`s: all of their jumps became one. */
function findShared({ folded, blocks }: FoundStatements): Map<StructureStatement, SharedJump> {
  const jumping = [...folded].filter(([statement]) => blocks.hasJumpingArm(statement))
  const shared = new Map<StructureStatement, SharedJump>()
  for (const [{ type, arms }, group] of groupBy(jumping, ([, { around }]) => around)) {
    const statements = group.map(([statement]) => statement)
    const offset = type === 'if' && arms[0]?.jumps ? arms[0].codeAt : undefined
    if (group.length > 1) for (const statement of statements) shared.set(statement, { statements, offset })
  }
  return shared
}
