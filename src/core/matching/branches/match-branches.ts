import type { Probe } from '../../counting/counter.ts'
import type { StructureBranch } from '../../structure/structure.ts'
import type { FunctionMatches } from '../functions/function-matches.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { SourceOfText } from '../source.ts'
import type { MatchedStatements } from '../statements/match-statements.ts'
import { countDecidedChoices } from './decided-choices.ts'
import { countDefaultValue } from './default-values.ts'
import { countFirstOperands } from './first-operands.ts'
import { findArms, findCaseStatements, findIfArms } from './match-arms.ts'
import { countMergedCases } from './merged-cases.ts'
import { placeBranches } from './place-branches.ts'
import { indexStatements } from './statement-index.ts'

/** Finds the probes of each branch's arms in the text V8 ran: one list per arm. Corrects the probes of statements in merged cases. */
export function matchBranches(
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
  statements: MatchedStatements,
): Map<StructureBranch, Probe[][]> {
  const placed = placeBranches(source, functions, finder)
  const index = indexStatements(statements.probes)
  const foldedArms = new Map(
    [...statements.foldedArms].map(([{ start, fn }, arms]) => [`${start} ${fn?.id}`, arms]),
  )
  const found = new Map<StructureBranch, Probe[][]>()
  for (const branch of source.structure.branches) {
    const nodes = (placed.get(branch) ?? []).map(({ node }) => node)
    if (branch.type === 'default-arg' && source.counting === 'istanbul') {
      found.set(branch, [countDefaultValue(nodes, source)])
      continue
    }
    if (branch.type === 'switch' && nodes.length === 0) {
      found.set(branch, findCaseStatements(branch, source, finder, index))
      continue
    }
    if (branch.type !== 'if') {
      const arms = findArms(branch, nodes, source, finder, index)
      found.set(branch, arms)
      if (branch.type === 'switch') countMergedCases(branch, nodes, arms, source, statements.probes, index)
      continue
    }
    const whole = isElseAlone(branch) ? addConsequent(branch) : branch
    const arms =
      foldedArms.get(`${branch.start} ${branch.fn?.id}`) ?? findIfArms(whole, nodes, source, finder, index)
    found.set(branch, isElseAlone(branch) ? arms.slice(1, 2) : arms.slice(0, branch.arms.length))
  }
  countFirstOperands(source, statements, found)
  countDecidedChoices(source, functions, finder, statements, found)
  return found
}

/** Whether an ignore hint left out the first arm of an `if`. The location of a first arm is that of the `if` itself. */
function isElseAlone({ arms, start }: StructureBranch): boolean {
  return arms.length === 1 && arms[0]!.start !== start
}

function addConsequent(branch: StructureBranch): StructureBranch {
  const { start, end, arms } = branch
  return { ...branch, arms: [{ start, end }, ...arms] }
}
