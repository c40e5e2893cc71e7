import { lowerBound } from '../../lower-bound.ts'
import { endOfTest } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import type { GeneratedBranch, GeneratedStatement } from '../../syntax/syntax.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { Placed } from '../places/generated-text.ts'
import type { SourceOfText } from '../source.ts'

/** An `if` that shares a generated one with others: `if (a) return x; if (b) return x` became `if (a || b) return x`. */
export interface FoldedIf {
  /** Where its own test stands. */
  test: number
  /** The generated branch, if it stands at the place of this `if`. */
  node: GeneratedBranch | undefined
  /** The generated branch in whose test it stands. */
  around: GeneratedBranch
}

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
