import { negateProbes, type Probe } from '../../counting/counter.ts'
import type { StructureBranch } from '../../structure/structure.ts'
import type { GeneratedArm, GeneratedBranch } from '../../syntax/syntax.ts'
import type { Place } from '../../texts/place.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { SourceOfText } from '../source.ts'
import type { StatementIndex } from './statement-index.ts'

function armProbe(arm: GeneratedArm, source: SourceOfText): Probe {
  return source.counting === 'v8'
    ? { offset: arm.countAt, inclusive: true, sign: 1 }
    : { offset: arm.start, inclusive: false, sign: 1 }
}

/** Arms that have a place of their own: conditional and logical expressions, switch cases, default values. */
export function findArms(
  branch: StructureBranch,
  chosen: GeneratedBranch[],
  source: SourceOfText,
  finder: PlaceFinder,
): Probe[][] {
  const probes: Probe[][] = branch.arms.map(() => [])
  const open = new Set(branch.arms.keys())
  for (const node of chosen) {
    const places = node.arms.map(arm => arm && source.mapper.toOriginal(arm.start))
    // A minifier may have swapped the arms: their places tell, unless a coarse source map gave two of them the same.
    // A `case` has its place to itself: what it was mapped with may be the semicolon before it.
    const isSwitch = branch.type === 'switch'
    const byPlace = branch.arms.map(arm =>
      places.findIndex(p => (p?.exact || isSwitch) && p?.source === source.index && p.place === arm.start),
    )
    const known = byPlace.filter(index => index !== -1)
    const isUnclear = new Set(known).size < known.length
    const isSwapped = !isUnclear && byPlace.some((index, i) => index !== -1 && index !== i)
    const byRank = node.arms.length === branch.arms.length && !isSwapped
    branch.arms.forEach((_, i) => {
      const index = byRank ? i : isUnclear ? -1 : byPlace[i]!
      const arm = node.arms[index]
      if (!arm) return
      probes[i]!.push(armProbe(arm, source))
      // Of two that do the same one is left out, and falls through to the other: that is not how it was entered.
      const before = node.arms[index - 1]
      if (isSwitch && before?.isEmpty && byPlace[i - 1] !== index - 1)
        probes[i]!.push(...negateProbes([armProbe(before, source)]))
      open.delete(i)
    })
  }
  for (const i of open) {
    const { start, end } = branch.arms[i]!
    if (start === undefined || end === undefined) continue
    const exact = finder.findExact(start, branch.fn)
    const offset = exact ?? finder.findWithin(start, end, branch.fn)
    if (offset !== undefined)
      probes[i] = [{ offset, inclusive: source.counting === 'v8' && exact !== undefined, sign: 1 }]
  }
  return probes
}

/** Arms of an `if`: the location of the first is that of the whole `if`, a missing else has none. */
export function findIfArms(
  branch: StructureBranch,
  chosen: GeneratedBranch[],
  source: SourceOfText,
  statements: StatementIndex,
): Probe[][] {
  const probes: Probe[][] = branch.arms.map(() => [])
  const elseArm = branch.arms[1]
  const whole = statements.at(branch.start, branch.fn) ?? []
  for (const node of chosen) {
    const own: Probe[] = [{ offset: node.start, inclusive: source.counting === 'v8', sign: 1 }]
    const all = whole.length > 0 && chosen.length === 1 ? whole : own
    let [thenArm, otherArm] = node.arms
    // In a text that is its own source nothing was turned around: `b` of `if (a) b }` ends where its count is asked for.
    const isTurned =
      !source.mapper.offsetAt &&
      (thenArm ? isFromElse(thenArm, branch, source) : isFromElse(otherArm, branch, source) === false)
    if (isTurned) [thenArm, otherArm] = [otherArm, thenArm]
    const known = thenArm ?? otherArm
    const pick = (arm: GeneratedArm | null | undefined): Probe[] =>
      arm ? [armProbe(arm, source)] : [...all, ...(known ? negateProbes([armProbe(known, source)]) : [])]
    probes[0]?.push(...pick(thenArm))
    if (elseArm) probes[1]!.push(...pick(otherArm))
  }
  if (chosen.length > 0) return probes

  // The `if` became an expression: its arms ran as often as the first statement in them.
  const firstIn = (start: Place, end: Place) => statements.firstIn(start, end, branch)
  const thenProbes = firstIn(branch.start, elseArm?.start ?? branch.end)
  if (elseArm) {
    const elseProbes =
      elseArm.start === undefined || elseArm.end === undefined
        ? undefined
        : firstIn(elseArm.start, elseArm.end)
    probes[0] = thenProbes ?? (elseProbes ? [...whole, ...negateProbes(elseProbes)] : [])
    probes[1] = elseProbes ?? (thenProbes ? [...whole, ...negateProbes(thenProbes)] : whole)
  } else if (probes[0]) probes[0] = thenProbes ?? []
  return probes
}

/**
 * A minifier turns `if (!a) {} else b()` and `if (a) return; b()` around: whether a generated arm came from the else or from
 * behind the `if`; `undefined` if nothing in it has a mapping.
 */
function isFromElse(
  arm: GeneratedArm | null | undefined,
  branch: StructureBranch,
  source: SourceOfText,
): boolean | undefined {
  if (!arm) return undefined
  const place = source.mapper.firstPlace(arm.countAt, arm.end, source.index)
  if (place === undefined) return undefined
  const elseStart = branch.arms[1]?.start
  return place >= branch.end || (elseStart !== undefined && place >= elseStart)
}
