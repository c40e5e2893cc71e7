import type { StructureBranch } from '../../structure/structure.ts'
import type { GeneratedBranch } from '../../syntax/syntax.ts'
import type { SourceOfText } from '../source.ts'

/** For each arm of a branch, the index of its generated arm, or -1. In `byPlace` only arms with equal places have an index. */
export function pairArms(
  branch: StructureBranch,
  node: GeneratedBranch,
  { mapper, index }: SourceOfText,
): { indexes: readonly number[]; byPlace: readonly number[] } {
  const places = node.arms.map(arm => arm && mapper.toOriginal(arm.start))
  // The mapping of a `case` may be that of the semicolon before it. No other arm can have that place.
  const isSwitch = branch.type === 'switch'
  const byPlace = branch.arms.map(arm =>
    places.findIndex(p => (p?.exact || isSwitch) && p?.source === index && p.place === arm.start),
  )
  // A bracket or a constant before an operand may have no mapping of its own.
  for (const [i, found] of byPlace.entries())
    if (
      found === -1 &&
      i > 0 &&
      byPlace[i - 1] !== -1 &&
      places[byPlace[i - 1]! + 1]?.place === branch.arms[i]!.start
    )
      byPlace[i] = byPlace[i - 1]! + 1
  const known = byPlace.filter(found => found !== -1)
  // A coarse source map gives two arms the same place.
  const isUnclear = new Set(known).size < known.length
  // By what is mapped in the arms: a structure may have an arm at the last mapping before it, `(m) => n` at the `never` of `own.never`.
  const owners = node.arms.map(arm => {
    const place = arm ? mapper.firstPlace(arm.start, arm.end, index) : undefined
    const isInside = place !== undefined && place >= branch.start && place < branch.end
    return isInside ? branch.arms.findLastIndex(({ start }) => start! <= place) : -1
  })
  if (branch.type === 'cond-expr' && ['1,0', '1,-1', '-1,0'].includes(owners.join()))
    return { indexes: [1, 0], byPlace }
  const isMoved = (found: number, i: number) => found !== -1 && found !== i && (isSwitch || owners[i] !== i)
  const isSwapped = !isUnclear && byPlace.some(isMoved)
  if (node.arms.length === branch.arms.length && !isSwapped)
    return { indexes: [...branch.arms.keys()], byPlace }
  return { indexes: isUnclear ? byPlace.map(() => -1) : byPlace, byPlace }
}
