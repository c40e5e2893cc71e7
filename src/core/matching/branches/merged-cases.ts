import type { Probe } from '../../counting/counter.ts'
import type { StructureBranch } from '../../structure/structure.ts'
import type { GeneratedBranch } from '../../syntax/syntax.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'
import type { StatementIndex } from './statement-index.ts'

/**
 * Counts the statements of equal cases that a minifier merged:
 *
 *     case 'a': f(x); break      // becomes  case 'a': case 'b': f(x); break
 *     case 'b': f(x); break
 *
 * The text has one statement for both, and a count for each `case`. The statements directly in a case have the count of the case.
 */
export function countMergedCases(
  branch: StructureBranch,
  [node, ...others]: readonly GeneratedBranch[],
  arms: readonly Probe[][],
  source: SourceOfText,
  statements: StatementProbes,
  index: StatementIndex,
): void {
  if (!node || others.length > 0) return
  const places = node.arms.map(arm => source.mapper.toOriginal(arm!.start))
  const rankOf = ({ start }: StructureBranch['arms'][number]) =>
    places.findIndex(place => place?.source === source.index && place.place === start)
  const ranks = branch.arms.map(rankOf)
  /** Whether a case is empty in the text and not in the source. */
  const isEmptied = (rank: number) => {
    const arm = node.arms[rank]?.isEmpty ? branch.arms[ranks.indexOf(rank)] : undefined
    return arm !== undefined && index.findFirst(arm.start!, arm.end!, branch) !== undefined
  }
  for (const [i, arm] of branch.arms.entries()) {
    const rank = ranks[i]!
    // What fell into it from another case is taken away.
    const isMerged = arms[i]!.some(({ sign }) => sign === -1)
    if (isEmptied(rank) || isMerged) countCase(branch, arm, arms[i]!, statements)
  }
}

/** Gives the count of a case to the statements directly in it. */
function countCase(
  { fn }: StructureBranch,
  { start, end }: StructureBranch['arms'][number],
  probes: Probe[],
  statements: StatementProbes,
): void {
  let behind = start!
  for (const statement of statements.keys()) {
    if (statement.fn !== fn || statement.start < behind || statement.end > end!) continue
    statements.set(statement, probes)
    behind = statement.end
  }
}
