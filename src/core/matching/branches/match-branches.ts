import type { Probe } from '../../counting/counter.ts'
import type { StructureBranch } from '../../structure/structure.ts'
import type { FunctionMatches } from '../functions/function-matches.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { SourceOfText } from '../source.ts'
import type { MatchedStatements } from '../statements/match-statements.ts'
import { countDecidedChoices } from './decided-choices.ts'
import { countFirstOperands } from './first-operands.ts'
import { findArms, findIfArms } from './match-arms.ts'
import { placeBranches } from './place-branches.ts'
import { indexStatements } from './statement-index.ts'

/** Finds the probes of each branch's arms in the text V8 ran: one list an arm. */
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
    const folded = branch.type === 'if' ? foldedArms.get(`${branch.start} ${branch.fn?.id}`) : undefined
    // An ignore hint may have left out an arm.
    if (folded) found.set(branch, folded.slice(0, branch.arms.length))
    else if (branch.type === 'if') found.set(branch, findIfArms(branch, nodes, source, finder, index))
    else found.set(branch, findArms(branch, nodes, source, finder))
  }
  countFirstOperands(source, statements, found)
  countDecidedChoices(source, functions, finder, statements, found)
  return found
}
