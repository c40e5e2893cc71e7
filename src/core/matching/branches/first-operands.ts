import type { Probe } from '../../counting/counter.ts'
import type { StructureBranch } from '../../structure/structure.ts'
import type { SourceOfText } from '../source.ts'
import type { MatchedStatements } from '../statements/match-statements.ts'
import { nestBranches } from './nest-branches.ts'
import { findStatementsAround } from './statements-around.ts'

/**
 * Counts the first operands of `&&`, `||` and `??` in recounted statements. V8 has no range for a first operand, which gets the count of
 * its statement. Behind another choice in the statement it gets the count of the whole list:
 *
 *     a(b && c)          // b has the count of the statement
 *     d(e ? f : g, h && i)    // h has that of the list
 */
export function countFirstOperands(
  { structure, counting }: SourceOfText,
  { probes, recounted }: MatchedStatements,
  found: Map<StructureBranch, Probe[][]>,
): void {
  if (recounted.size === 0 || counting !== 'v8') return
  const words = structure.words()
  const statementOf = findStatementsAround(structure.branches, structure.statements)
  for (const [branch, around] of nestBranches(structure.branches)) {
    const statement = statementOf.get(branch)
    const first = statement && recounted.get(statement)
    if (!first || branch.type !== 'binary-expr' || /^(?:for|while|do)$/.test(statement.keyword ?? ''))
      continue
    // The operands of a namespace's `A || (A = {})` have the place of the branch itself.
    const isCounted = [...around, branch].some(outer => isInCountedPart(branch, outer))
    if (isCounted || words.hasWait(statement, branch)) continue
    const same = probes.get(words.hasChoice(statement, branch) ? first : statement)!
    if (same.length > 0) found.get(branch)![0] = same
  }
}

/** Whether a branch stands in an operand or arm of another one for which V8 has a range. */
function isInCountedPart(branch: StructureBranch, { type, arms, end }: StructureBranch): boolean {
  if (branch.end > end || !/^(?:binary-expr|cond-expr|default-arg)$/.test(type)) return false
  const counted = type === 'binary-expr' ? arms.slice(1) : arms
  return counted.some(arm => arm.start !== undefined && arm.start <= branch.start && branch.start < arm.end!)
}
