import type { Probe } from '../../counting/counter.ts'
import { sumProbes } from '../../counting/sum.ts'
import { isNamespace, type StructureBranch } from '../../structure/structure.ts'
import { createTestReader, type TestReader } from '../../texts/constants.ts'
import { countFunction } from '../count-function.ts'
import type { FunctionMatches } from '../functions/function-matches.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { SourceOfText } from '../source.ts'
import type { MatchedStatements } from '../statements/match-statements.ts'
import { nestBranches } from './nest-branches.ts'
import { findStatementsAround } from './statements-around.ts'

/**
 * Counts the operands and arms that left no trace in a text, because the minifier knew the result:
 *
 *     const isOld = false          // the text has `2` where the source has `isOld ? 1 : size`
 *     isOld ? 1 : 2                // the second arm ran as often as the statement
 *     isOld || n > 2               // the first operand ran as often as the statement
 *     isOld && f()                 // the second operand never ran
 *
 * If one arm is in the text, the other arm gets the count of the whole less that of this arm. An operand without a trace gets the count of
 * the operand before it: `a === undefined || a === null` became `a == null`. If no arm is in the text and the test is no known
 * constant, both arms get the count of the whole. That is too high for one of them, but the arm that ran is not 0.
 */
export function countDecidedChoices(
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
  { probes }: MatchedStatements,
  found: Map<StructureBranch, Probe[][]>,
): void {
  // A text without a source map is its own source: no minifier changed it.
  if (source.mapper.offsetAt) return
  const { branches, statements } = source.structure
  const isOpen = ({ type }: StructureBranch, own: Probe[][]) =>
    (type === 'cond-expr' || type === 'binary-expr') && own.some(probes => probes.length === 0)
  const open = new Set(branches.filter(branch => isOpen(branch, found.get(branch)!)))
  if (open.size === 0) return
  const statementOf = findStatementsAround(branches, statements)
  const readTest = createTestReader(source.content ?? '')
  for (const [branch, around] of nestBranches(branches)) {
    if (!open.has(branch)) continue
    const statement = statementOf.get(branch)
    // The structure has the branch of a namespace at the end of the namespace's function.
    const whole =
      branch.fn && isNamespace(branch)
        ? countFunction(branch.fn, source, functions, finder).probes
        : (findArmAround(branch, around, found) ?? (statement && probes.get(statement)!))
    if (!whole || whole.length === 0) continue
    const own = found.get(branch)!
    if (branch.type === 'binary-expr') countOperands(branch, own, whole, readTest)
    else countArms(own, whole, readTest(branch.start))
  }
}

function countOperands(
  { arms }: StructureBranch,
  own: Probe[][],
  whole: Probe[],
  readTest: TestReader,
): void {
  for (const i of own.keys()) {
    const before = arms[i - 1]?.start
    const isLeftOut = before !== undefined && readTest(before) === false
    if (own[i]!.length === 0 && !isLeftOut) own[i] = own[i - 1] ?? whole
  }
}

/** `a ? a : b` became `a || b`: an arm that is not in the text gets the count of the expression less that of the other arm. */
function countArms(own: Probe[][], whole: Probe[], isTrue: boolean | undefined): void {
  const other = own.find(probes => probes.length > 0)
  if (other) {
    const rest = sumProbes([whole], [other]) ?? []
    for (const i of own.keys()) if (own[i]!.length === 0) own[i] = rest
    return
  }
  for (const i of own.keys()) if (isTrue === undefined || isTrue === (i === 0)) own[i] = whole
}

/** The probes of the innermost operand or arm around a branch for which V8 has a range. */
function findArmAround(
  branch: StructureBranch,
  around: readonly StructureBranch[],
  found: ReadonlyMap<StructureBranch, Probe[][]>,
): Probe[] | undefined {
  const holds = ({ start, end }: StructureBranch['arms'][number]) =>
    start !== undefined && start <= branch.start && branch.end <= end!
  for (const outer of around.toReversed()) {
    if (outer.fn !== branch.fn || !/^(?:binary-expr|cond-expr|default-arg)$/.test(outer.type)) continue
    const arm = outer.arms.findIndex(holds)
    if (arm > 0 || (arm === 0 && outer.type !== 'binary-expr')) return found.get(outer)![arm]
  }
  return undefined
}
