import { groupBy } from '../../group-by.ts'
import { lowerBound } from '../../lower-bound.ts'
import { endOfTest, type StructureStatement } from '../../structure/structure.ts'
import type { GeneratedBranch, GeneratedStatement } from '../../syntax/syntax.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { Placed } from '../places/generated-text.ts'
import type { SourceOfText } from '../source.ts'

/** An `if` of the source whose test is one of several in a generated branch. */
export interface FoldedIf {
  /** Offset of its test. */
  test: number
  /** The generated branch that matches the `if`; `undefined` if it has none, being in the test of another one. */
  node: GeneratedBranch | undefined
  /** The generated branch whose test holds all of them. */
  around: GeneratedBranch
}

/** An `if` that may share a test with others, and the offset of its own test. */
interface Candidate extends Omit<FoldedIf, 'around'> {
  statement: StructureStatement
}

/**
 * Finds the `if`s whose tests a minifier put into one:
 *
 *     if (a) return x      // becomes  if (a || b) return x
 *     if (b) return x
 *
 * The tests are operands then, and V8 counts operands: an `if` ran as often as its test.
 */
export function findFoldedIfs(
  source: SourceOfText,
  finder: PlaceFinder,
  matches: ReadonlyMap<StructureStatement, Placed<GeneratedStatement>[]>,
): Map<StructureStatement, FoldedIf> {
  const folded = new Map<StructureStatement, FoldedIf>()
  // A text without a source map is its own source: no minifier changed it.
  if (source.mapper.offsetAt) return folded
  const { candidates, shared } = findSharedIfs(source, finder, matches)
  shared.push(...findSharedTests(source, candidates, shared))
  candidates.sort((a, b) => a.test - b.test)
  const offsets = candidates.map(({ test }) => test)
  for (const around of shared) {
    const inside: Candidate[] = []
    for (let i = lowerBound(offsets, around.start); offsets[i]! < around.arms[0]!.start; i++)
      inside.push(candidates[i]!)
    inside.sort((a, b) => a.statement.start - b.statement.start)
    // With one `if` alone, the rest of the test came from the statements before it: `if (a(), b) …`.
    if (inside.length > 1)
      for (const { statement, test, node } of inside) folded.set(statement, { test, node, around })
  }
  return folded
}

/** The `if`s without a generated one, and those whose generated test holds code from elsewhere. */
function findSharedIfs(
  source: SourceOfText,
  finder: PlaceFinder,
  matches: ReadonlyMap<StructureStatement, Placed<GeneratedStatement>[]>,
): { candidates: Candidate[]; shared: GeneratedBranch[] } {
  const index = source.syntax.index()
  const candidates: Candidate[] = []
  const shared: GeneratedBranch[] = []
  for (const [i, statement] of source.structure.statements.entries()) {
    if (statement.keyword !== 'if') continue
    const end = endOfTest(source.structure.statements, i)
    const test = finder.findWithin(statement.start + 1, end, statement.fn)
    const match = matches.get(statement)?.[0]?.node
    const node = match && index.branchesAt(match.start).find(({ type }) => type === 'if')
    if (test === undefined || (match && !node)) continue
    const consequent = node?.arms[0]
    const isShared =
      consequent &&
      !source.mapper.isWithin(node.start + 1, consequent.start, source.index, statement.start, end)
    if (isShared) shared.push(node)
    if (isShared || !node) candidates.push({ statement, test, node })
  }
  return { candidates, shared }
}

/**
 * Conditional expressions with several tests, and `if`s that have the place of none of their tests:
 * `if (a) return x; if (b) return x; return y` can become `return a || b ? x : y`.
 */
function findSharedTests(
  source: SourceOfText,
  candidates: readonly Candidate[],
  known: readonly GeneratedBranch[],
): GeneratedBranch[] {
  const isKnown = new Set([...known, ...candidates.map(({ node }) => node)])
  const index = source.syntax.index()
  const tests = candidates.flatMap(({ test, node }) => (node ? [] : index.testsAround(test)))
  return [...groupBy(tests, node => node)]
    .filter(([node, held]) => held.length > 1 && !isKnown.has(node))
    .map(([node]) => node)
}
