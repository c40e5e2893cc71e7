import type { Probe } from '../../counting/counter.ts'
import { groupBy } from '../../group-by.ts'
import type { StructureBranch, StructureFunction, StructureStatement } from '../../structure/structure.ts'
import type { GeneratedBranch } from '../../syntax/syntax.ts'
import type { FunctionMatches } from '../functions/match-functions.ts'
import type { PlaceFinder } from '../place-finder.ts'
import { alignLeftOvers } from '../places/align.ts'
import type { Placed } from '../places/generated-text.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'
import type { FoldedArms } from '../unfold/folded-arms.ts'
import { countFirstOperands } from './first-operands.ts'
import { findArms, findIfArms } from './match-arms.ts'
import { indexStatements } from './statement-index.ts'

/** Finds where the count of each branch's arms stands in the text V8 ran; one list of probes an arm. */
export function matchBranches(
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
  statements: StatementProbes,
  foldedArms: FoldedArms,
  counted: ReadonlyMap<StructureStatement, StructureStatement>,
): Map<StructureBranch, Probe[][]> {
  const matches = new Map<StructureBranch, Placed<GeneratedBranch>[]>()
  for (const branch of source.structure.branches) {
    const own = finder.inside(findCandidates(branch, source), branch.fn)
    if (own.length > 0) matches.set(branch, finder.choose(own, branch.fn, branch.end))
  }
  matchNamespaces(source, functions, matches)
  const folded = new Set(
    source.structure.branches.filter(branch => !matches.has(branch) && hasExactArms(branch, source, finder)),
  )
  matchByOrder(source, functions, matches, folded)
  for (const branch of source.structure.branches) {
    const moved = matches.has(branch) || folded.has(branch) ? [] : findCandidates(branch, source)
    if (moved.length > 0) matches.set(branch, finder.choose(moved, branch.fn, branch.end))
  }

  const found = new Map<StructureBranch, Probe[][]>()
  const index = indexStatements(statements)
  const ifArms = new Map([...foldedArms].map(([{ start, fn }, arms]) => [`${start} ${fn?.id}`, arms]))
  for (const branch of source.structure.branches) {
    const known = branch.type === 'if' ? ifArms.get(`${branch.start} ${branch.fn?.id}`) : undefined
    if (known) {
      // A hint may have left out an arm.
      found.set(branch, known.slice(0, branch.arms.length))
      continue
    }
    const nodes = (matches.get(branch) ?? []).map(({ node }) => node)
    found.set(
      branch,
      branch.type === 'if'
        ? findIfArms(branch, nodes, source, index)
        : findArms(branch, nodes, source, finder),
    )
  }
  countFirstOperands(source, statements, counted, found)
  return found
}

function findCandidates({ start, type }: StructureBranch, source: SourceOfText): Placed<GeneratedBranch>[] {
  return (source.generated.branches.get(start) ?? []).filter(({ node }) => node.type === type)
}

/** The `A || (A = {})` of a namespace has the place of its closing brace in the structure, and of its name in most texts. */
function matchNamespaces(
  source: SourceOfText,
  functions: FunctionMatches,
  matches: Map<StructureBranch, Placed<GeneratedBranch>[]>,
): void {
  const calls = [...source.generated.branches.values()].flat().filter(({ node }) => node.callee !== undefined)
  if (calls.length === 0) return
  for (const branch of source.structure.branches) {
    if (
      matches.has(branch) ||
      branch.type !== 'binary-expr' ||
      branch.arms.some(arm => arm.start !== branch.start)
    )
      continue
    const call = calls.find(({ node }) => functions.ownerOf(node.callee!) === branch.fn && branch.fn)
    if (call) matches.set(branch, [call])
  }
}

/** Whether each arm has a place of its own that leads to an operand: then its count can be read without the branch. */
function hasExactArms(
  { type, arms, fn }: StructureBranch,
  { syntax }: SourceOfText,
  finder: PlaceFinder,
): boolean {
  const starts = new Set(arms.map(arm => arm.start))
  return (
    type !== 'if' &&
    starts.size === arms.length &&
    arms.every(({ start }, i) => {
      const offset = start === undefined ? undefined : finder.findExact(start, fn)
      return offset !== undefined && ((type === 'binary-expr' && i === 0) || syntax.folded.has(offset))
    })
  )
}

function matchByOrder(
  source: SourceOfText,
  functions: FunctionMatches,
  matches: Map<StructureBranch, Placed<GeneratedBranch>[]>,
  folded: ReadonlySet<StructureBranch>,
): void {
  const branches = source.structure.branches.filter(branch => !folded.has(branch))
  if (branches.every(branch => matches.has(branch))) return
  const all = [...source.generated.branches.values()]
    .flat()
    .filter(placed => !placed.isBehind)
    .sort((a, b) => a.place - b.place || a.node.start - b.node.start || b.node.end - a.node.end)
  const keyOf = (type: string, fn: StructureFunction | undefined) => `${type} ${fn?.id}`
  const generated = groupBy(all, ({ node }) => keyOf(node.type, functions.ownerOf(node.fn)))
  /** The second round lets a branch that ends with its function be outside it: the ends of locations are coarse, too. */
  for (const isOutside of [false, true]) {
    const functionOf = ({ fn, end }: StructureBranch) =>
      isOutside && fn && end >= fn.bodyEnd ? fn.parent : fn
    const groups = groupBy(branches, branch =>
      keyOf(branch.type, matches.has(branch) ? branch.fn : functionOf(branch)),
    )
    for (const [key, siblings] of groups) {
      if (siblings.every(branch => matches.has(branch))) continue
      const { type } = siblings[0]!
      const keyword = type === 'if' || type === 'switch' ? type : undefined
      const own = generated.get(key) ?? []
      const ranks = new Map(own.map((placed, rank) => [placed.index, rank]))
      const pairs = alignLeftOvers(
        siblings.map(branch => ({ branch, place: branch.start, end: branch.end, keyword })),
        own.map(placed => ({ ...placed, keyword })),
        siblings.map(branch => ranks.get(matches.get(branch)?.[0]?.index ?? -1) ?? -1),
        keyword === undefined,
      )
      for (const [{ branch }, placed] of pairs) if (!matches.has(branch)) matches.set(branch, [placed])
    }
  }
}
