import { lowerBound } from '../lower-bound.ts'
import type { StructureStatement } from '../structure/structure.ts'
import { negateProbes, type Probe } from '../syntax/counter.ts'
import type { GeneratedBranch, GeneratedStatement } from '../syntax/syntax.ts'
import type { Balance } from './balance.ts'
import type { Placed } from './generated-text.ts'
import type { Family } from './lost-statements.ts'
import type { SourceOfText } from './match-file.ts'
import type { StatementProbes } from './match-statements.ts'
import type { PlaceFinder } from './place-finder.ts'
import type { Locations } from './runs.ts'

/** An `if` that shares a generated one with others: `if (a) return x; if (b) return x` became `if (a || b) return x`. */
export interface FoldedIf {
  /** Where its own test stands. */
  test: number
  /** The generated branch, if it stands at the place of this `if`. */
  node: GeneratedBranch | undefined
  /** The generated branch in whose test it stands. */
  around: GeneratedBranch
}

/** The arms of folded `if`s, by statement. */
export type FoldedArms = Map<StructureStatement, [Probe[], Probe[]]>

/**
 * Finds the `if`s that a minifier put into one. Their tests are operands there, and V8 counts operands: an `if` ran as often
 * as its test. A generated `if` is shared when its test holds what came from outside of the test it belongs to.
 */
export function findFoldedIfs(
  source: SourceOfText,
  finder: PlaceFinder,
  matches: ReadonlyMap<StructureStatement, Placed<GeneratedStatement>[]>,
): Map<StructureStatement, FoldedIf> {
  // In a text that is its own source nothing was folded.
  if (source.mapper.offsetAt) return new Map()
  const nodes = new Map<number, GeneratedBranch>()
  for (const node of source.syntax.branches) if (node.type === 'if') nodes.set(node.start, node)
  const tests: (Omit<FoldedIf, 'around'> & { statement: StructureStatement })[] = []
  const shared: GeneratedBranch[] = []
  source.structure.statements.forEach((statement, i) => {
    if (statement.keyword !== 'if') return
    const end = endOfTest(source.structure.statements, i)
    const test = finder.findWithin(statement.start + 1, end, statement.fn)
    if (test === undefined) return
    const match = matches.get(statement)?.[0]?.node
    const node = match && nodes.get(match.start)
    if (match && !node) return
    const isShared =
      node?.arms[0] &&
      !source.mapper.isWithin(node.start + 1, node.arms[0].start, source.index, statement.start, end)
    if (isShared) shared.push(node)
    if (isShared || !node) tests.push({ statement, test, node })
  })
  // `if (a) return x; if (b) return x; return y` can become `return a || b ? x : y`.
  const byOffset = tests.filter(({ node }) => !node).map(({ test }) => test)
  byOffset.sort((a, b) => a - b)
  for (const node of source.syntax.branches) {
    const first = node.type === 'cond-expr' ? lowerBound(byOffset, node.start) : byOffset.length
    if (byOffset[first + 1]! < node.arms[0]!.start) shared.push(node)
  }
  const testsByOffset = tests.toSorted((a, b) => a.test - b.test)
  const testOffsets = testsByOffset.map(({ test }) => test)
  const folded = new Map<StructureStatement, FoldedIf>()
  for (const around of shared) {
    const inside: typeof tests = []
    for (let i = lowerBound(testOffsets, around.start); testOffsets[i]! < around.arms[0]!.start; i++)
      inside.push(testsByOffset[i]!)
    inside.sort((a, b) => a.statement.start - b.statement.start)
    // Alone in there it shares the test with what stood before it: `if (a(), b) …`.
    if (inside.length > 1)
      for (const { statement, test, node } of inside) folded.set(statement, { test, node, around })
  }
  return folded
}

/** Where the test of an `if` has ended for sure: at the first statement in it, else at its own end. */
export function endOfTest(statements: readonly StructureStatement[], index: number): number {
  const { fn, end } = statements[index]!
  for (let i = index + 1; i < statements.length && statements[i]!.start < end; i++)
    if (statements[i]!.fn === fn) return statements[i]!.start
  return end
}

/** Counts the arms of `if`s that are no statements of their own any more. What the text does not tell is the whole at most. */
export function countFoldedIfs(
  { structure, counting }: SourceOfText,
  family: Family,
  balance: Balance,
  locations: Locations,
  found: StatementProbes,
): FoldedArms {
  const arms: FoldedArms = new Map()
  for (const statement of structure.statements) {
    if (statement.keyword !== 'if' || !locations.isFolded(statement)) continue
    const reach = balance.reachOf(statement)
    if (!reach) continue
    // V8 has no count for a missing else: it is what the `if` has more than its arm.
    const counted = found.get(statement)!
    const whole = counting === 'v8' && counted.length > 0 ? counted : reach
    const [then, other] = balance.armsOf(statement)
    const isCounted = family.hasElse(statement) || counting === 'istanbul'
    const rest = isCounted ? other : then && [...whole, ...negateProbes(then)]
    arms.set(statement, [then ?? reach, rest ?? reach])
  }
  return arms
}
