import { groupBy } from '../../group-by.ts'
import { isNamespace, type StructureBranch, type StructureFunction } from '../../structure/structure.ts'
import type { GeneratedBranch } from '../../syntax/syntax.ts'
import type { Place } from '../../texts/place.ts'
import { exactPlace } from '../../texts/text-mapper.ts'
import type { FunctionMatches } from '../functions/function-matches.ts'
import type { PlaceFinder } from '../place-finder.ts'
import { alignLeftOvers } from '../places/align.ts'
import type { Placed } from '../places/generated-text.ts'
import type { SourceOfText } from '../source.ts'

type PlacedBranch = Placed<GeneratedBranch>

/** The generated branches of each branch: several if a minifier copied the function around it. */
export type PlacedBranches = Map<StructureBranch, PlacedBranch[]>

/** Places the branches of a source in a text, surest evidence first: equal places, then the order between them. */
export function placeBranches(
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
): PlacedBranches {
  const { branches } = source.structure
  const matches: PlacedBranches = new Map()
  for (const branch of branches) {
    const own = finder.inside(findCandidates(branch, source), branch.fn)
    if (own.length > 0) matches.set(branch, finder.choose(own, branch.fn, branch.end))
  }
  matchNamespaces(source, functions, matches)
  const isFree = (branch: StructureBranch) => matches.has(branch) || !hasExactArms(branch, source, finder)
  const rest = branches.filter(isFree)
  matchByOrder(rest, source, functions, matches)
  for (const branch of rest) {
    const moved = matches.has(branch) ? [] : findCandidates(branch, source)
    if (moved.length > 0) matches.set(branch, finder.choose(moved, branch.fn, branch.end))
  }
  return matches
}

/**
 * Generated branches of the same type and place. Of several, only those of which the most arms have places of the branch's arms:
 * `!(a || b) && c` may have the place of `a`, as `a || b` has.
 */
function findCandidates(branch: StructureBranch, { generated, mapper, index }: SourceOfText): PlacedBranch[] {
  const { start, type, arms } = branch
  const candidates = (generated.branches.get(start) ?? []).filter(({ node }) => node.type === type)
  if (candidates.length < 2 || (type !== 'binary-expr' && type !== 'cond-expr')) return candidates
  const starts = new Set(arms.map(arm => arm.start).filter(place => place !== start))
  const counts = candidates.map(
    ({ node }) => node.arms.filter(arm => arm && starts.has(exactPlace(mapper, arm.start, index))).length,
  )
  const most = Math.max(...counts)
  return candidates.filter((_, i) => counts[i] === most)
}

/** The `A || (A = {})` of a namespace has the place of its closing brace in the structure, and of its name in most texts. */
function matchNamespaces(source: SourceOfText, functions: FunctionMatches, matches: PlacedBranches): void {
  const calls = [...source.generated.branches.values()].flat().filter(({ node }) => node.callee !== undefined)
  if (calls.length === 0) return
  for (const branch of source.structure.branches) {
    if (matches.has(branch) || !isNamespace(branch) || !branch.fn) continue
    const call = calls.find(({ node }) => functions.ownerOf(node.callee!) === branch.fn)
    if (call) matches.set(branch, [call])
  }
}

/** Whether the place of each arm leads to an operand of its own. The counts can be read there, without a generated branch. */
function hasExactArms(
  { type, arms, fn }: StructureBranch,
  { syntax }: SourceOfText,
  finder: PlaceFinder,
): boolean {
  const starts = new Set(arms.map(arm => arm.start))
  if (type === 'if' || starts.size < arms.length) return false
  return arms.every(({ start }, i) => {
    const offset = start === undefined ? undefined : finder.findExact(start, fn)
    return offset !== undefined && ((type === 'binary-expr' && i === 0) || syntax.folded.has(offset))
  })
}

/** Matches branches by their rank between two matches of the same type, in the same function. */
function matchByOrder(
  branches: readonly StructureBranch[],
  source: SourceOfText,
  functions: FunctionMatches,
  matches: PlacedBranches,
): void {
  if (branches.every(branch => matches.has(branch))) return
  const isOther = createOwnerTest(source, branches)
  const all = [...source.generated.branches.values()]
    .flat()
    .filter(placed => !placed.isBeforeMappings && !isOther(placed.node))
    .sort((a, b) => a.place - b.place || a.node.start - b.node.start || b.node.end - a.node.end)
  const keyOf = (type: string, fn: StructureFunction | undefined) => `${type} ${fn?.id}`
  const generated = groupBy(all, ({ node }) => keyOf(node.type, functions.ownerOf(node.fn)))
  const ownFunction = ({ fn }: StructureBranch) => fn
  // Ends of locations are coarse, too: a branch that ends with its function may stand behind it.
  const outerFunction = ({ fn, end }: StructureBranch) => (fn && end >= fn.bodyEnd ? fn.parent : fn)
  for (const functionOf of [ownFunction, outerFunction]) {
    const groups = groupBy(branches, branch =>
      keyOf(branch.type, matches.has(branch) ? branch.fn : functionOf(branch)),
    )
    for (const [key, siblings] of groups)
      matchSiblings(siblings, withoutStrangers(siblings, generated.get(key) ?? [], matches, source), matches)
  }
}

/** Makes a test for generated branches: whether all arms have the places of arms that are counted without a generated branch. */
function createOwnerTest(
  { structure, mapper, index }: SourceOfText,
  open: readonly StructureBranch[],
): (node: GeneratedBranch) => boolean {
  const isOpen = new Set(open)
  const others = structure.branches.filter(branch => !isOpen.has(branch))
  const starts = new Set(others.flatMap(({ type, arms }) => arms.map(({ start }) => `${type} ${start}`)))
  return ({ type, arms }) =>
    arms.every(arm => {
      const place = arm ? exactPlace(mapper, arm.start, index) : undefined
      return place !== undefined && starts.has(`${type} ${place}`)
    })
}

/**
 * Leaves out generated expressions of which no arm came from an unmatched branch. A minifier may have made `a && b` of `a ? b : false`,
 * and the only `?:` of the text of an `if`.
 */
function withoutStrangers(
  siblings: readonly StructureBranch[],
  generated: readonly PlacedBranch[],
  matches: PlacedBranches,
  { mapper, index }: SourceOfText,
): readonly PlacedBranch[] {
  const { type } = siblings[0]!
  if (type !== 'cond-expr' && type !== 'binary-expr') return generated
  const taken = new Set(siblings.flatMap(branch => matches.get(branch) ?? []))
  const open = siblings.filter(branch => !matches.has(branch))
  if (open.length === 0 || open.some(isNamespace)) return generated
  const isFromOpen = (place: Place) => open.some(({ start, end }) => place >= start && place < end)
  const isStranger = ({ node }: PlacedBranch) =>
    node.arms.every(arm => {
      const place = arm ? exactPlace(mapper, arm.start, index) : undefined
      return place !== undefined && !isFromOpen(place)
    })
  return generated.filter(placed => taken.has(placed) || !isStranger(placed))
}

function matchSiblings(
  siblings: readonly StructureBranch[],
  own: readonly PlacedBranch[],
  matches: PlacedBranches,
): void {
  if (siblings.every(branch => matches.has(branch))) return
  const { type } = siblings[0]!
  const keyword = type === 'if' || type === 'switch' ? type : undefined
  const pairs = alignLeftOvers(
    siblings.map(branch => ({ branch, place: branch.start, end: branch.end, keyword })),
    own.map(placed => ({ ...placed, keyword })),
    ({ branch }) => matches.get(branch)?.[0]?.index,
    keyword === undefined,
  )
  for (const [{ branch }, placed] of pairs) if (!matches.has(branch)) matches.set(branch, [placed])
}
