import { negateProbes, type Probe } from '../../counting/counter.ts'
import type { StructureBranch } from '../../structure/structure.ts'
import type { GeneratedArm, GeneratedBranch } from '../../syntax/syntax.ts'
import { exactPlace } from '../../texts/text-mapper.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { SourceOfText } from '../source.ts'
import { pairArms } from './pair-arms.ts'
import type { StatementIndex } from './statement-index.ts'

function armProbe(arm: GeneratedArm, { counting, mapper }: SourceOfText): Probe {
  if (counting !== 'v8') return { offset: arm.start, inclusive: false, sign: 1 }
  // The host asked for the counts of its own text, in which a compiler or formatter put blanks between operands.
  return { offset: mapper.offsetAt ? arm.countAt : arm.ranAt, inclusive: true, sign: 1 }
}

/** Cases of a `switch` that became a conditional expression: each ran as often as the first statement in it. */
export function findCaseStatements(
  branch: StructureBranch,
  source: SourceOfText,
  finder: PlaceFinder,
  statements: StatementIndex,
): Probe[][] {
  return branch.arms.map(({ start, end }, i) => {
    const first = start === undefined ? undefined : statements.firstIn(start, end!, branch)
    return first && first.length > 0 ? first : findLooseArm(branch, i, source, finder)
  })
}

/** Arms of conditional and logical expressions, switches and default values. */
export function findArms(
  branch: StructureBranch,
  nodes: readonly GeneratedBranch[],
  source: SourceOfText,
  finder: PlaceFinder,
  statements: StatementIndex,
): Probe[][] {
  const probes: Probe[][] = branch.arms.map(() => [])
  const open = new Set(branch.arms.keys())
  const isSwitch = branch.type === 'switch'
  const isEmpty = ({ start, end }: StructureBranch['arms'][number]) =>
    !statements.findFirst(start!, end!, branch)
  for (const node of nodes) {
    const pairs = pairArms(branch, node, source)
    let fallen: Probe[] = []
    for (const i of branch.arms.keys()) {
      // V8 has no range for the first operand: what is first in the text has its count.
      const isFirst = i === 0 && branch.type === 'binary-expr' && pairs.indexes.includes(0)
      const arm = node.arms[isFirst ? 0 : pairs.indexes[i]!]
      if (!arm) continue
      probes[i]!.push(...(readFirstOperand(branch, i, arm.start, source) ?? [armProbe(arm, source)]))
      // Minifiers merge equal cases: `case 'a': case 'b': f()`. The empty case, which the source does not have, falls through to this one.
      const before = node.arms[pairs.indexes[i]! - 1]
      const own = pairs.byPlace[i - 1] === pairs.indexes[i]! - 1 ? branch.arms[i - 1] : undefined
      // What fell into an empty case of the source from a merged one falls on into this case: it is subtracted here, too.
      if (!isSwitch || !before?.isEmpty) fallen = []
      else if (!own || !isEmpty(own)) fallen = negateProbes([armProbe(before, source)])
      probes[i]!.push(...fallen)
      open.delete(i)
    }
  }
  for (const i of [...open].reverse()) {
    probes[i] = findLooseArm(branch, i, source, finder)
    // Minifiers leave out an empty case before `default`. V8 then counts both together.
    if (isSwitch && probes[i].length === 0 && isEmpty(branch.arms[i]!)) probes[i] = [...(probes[i + 1] ?? [])]
  }
  return probes
}

/** The reach of a first operand, for which V8 has no range, for a host that counts it. In the test of a loop, V8's count is that of the loop. */
function readFirstOperand(
  { type }: StructureBranch,
  arm: number,
  offset: number,
  { counting, syntax }: SourceOfText,
): Probe[] | undefined {
  return type === 'binary-expr' && arm === 0 && counting === 'istanbul'
    ? syntax.flow().reachAt(offset)
    : undefined
}

/** The probes of an arm without a generated branch: at the first code that came from its place. */
function findLooseArm(
  branch: StructureBranch,
  i: number,
  source: SourceOfText,
  finder: PlaceFinder,
): Probe[] {
  const { fn, arms } = branch
  const { start, end } = arms[i]!
  if (start === undefined || end === undefined) return []
  const exact = finder.findExact(start, fn)
  const offset = exact ?? finder.findWithin(start, end, fn)
  if (offset === undefined) return []
  const reach = readFirstOperand(branch, i, offset, source)
  if (reach) return reach
  return [{ offset, inclusive: source.counting === 'v8' && exact !== undefined, sign: 1 }]
}

/** Arms of an `if`. The location of the first arm is that of the whole `if`; a missing `else` has none. */
export function findIfArms(
  branch: StructureBranch,
  nodes: readonly GeneratedBranch[],
  source: SourceOfText,
  finder: PlaceFinder,
  statements: StatementIndex,
): Probe[][] {
  if (nodes.length === 0)
    return findAssignmentArms(branch, source, finder, statements) ?? findArmStatements(branch, statements)
  const probes: Probe[][] = branch.arms.map(() => [])
  const whole = statements.at(branch.start, branch.fn) ?? []
  for (const node of nodes) {
    const own: Probe[] = [{ offset: node.start, inclusive: source.counting === 'v8', sign: 1 }]
    const all = whole.length > 0 && nodes.length === 1 ? whole : own
    const [consequent, alternate] = orderArms(branch, node, source)
    const without = (sum: Probe[], arm: Arm) => [
      ...sum,
      ...(arm ? negateProbes([armProbe(arm, source)]) : []),
    ]
    // V8's count of the `if` may be that of the whole list. So the first arm is the reach of the `if` less the second arm.
    const reached = (!consequent && readReach(branch, node, source)) || all
    const first = consequent
      ? [armProbe(consequent, source)]
      : (findMovedArm(branch, 0, alternate, statements) ?? without(reached, alternate))
    const hasElse = branch.arms[1]?.start !== undefined || source.counting === 'istanbul'
    const second =
      alternate && hasElse
        ? [armProbe(alternate, source)]
        : (findMovedArm(branch, 1, consequent, statements) ?? [...all, ...negateProbes(first)])
    probes[0]?.push(...first)
    probes[1]?.push(...second)
  }
  return probes
}

/** The reach of an `if`; `undefined` if a minifier put code from elsewhere into its test. */
function readReach(
  { start, end }: StructureBranch,
  { start: from, arms }: GeneratedBranch,
  { mapper, index, syntax }: SourceOfText,
): Probe[] | undefined {
  const isOwn = mapper.isWithin(from + 1, arms[0]!.start, index, start, end)
  return isOwn ? syntax.flow().reachAt(from) : undefined
}

/**
 * The probes of an arm that is behind the `if` now, because the other arm jumps. `if (a()) throw b; else c()` became
 * `if (a()) throw b; c()`: V8 starts a range at `c()`. The count of the `if` less that of the other arm would include the times that
 * `a()` threw.
 */
function findMovedArm(
  branch: StructureBranch,
  index: 0 | 1,
  other: Arm,
  statements: StatementIndex,
): Probe[] | undefined {
  const { start, arms } = branch
  if (!other?.jumps || arms[1]?.start === undefined) return undefined
  const found =
    index === 0
      ? statements.firstIn(start, arms[1].start, branch)
      : statements.firstIn(arms[1].start, arms[1].end!, branch)
  return found && found.length > 0 ? found : undefined
}

type Arm = GeneratedArm | null | undefined

/** The arms of a generated `if` in the order of the source: minifiers swap those of `if (!a) {} else b()` and `if (a) return; b()`. */
function orderArms(branch: StructureBranch, node: GeneratedBranch, source: SourceOfText): [Arm, Arm] {
  const [first, second] = node.arms
  // In a text without a source map nothing was swapped, and the place of `b` in `if (a) b }` would be the end of the `if`.
  if (source.mapper.offsetAt) return [first, second]
  const isSwapped = first
    ? isFromElse(first, branch, source)
    : second && isFromElse(second, branch, source) === false
  return isSwapped ? [second, first] : [first, second]
}

/** Whether a generated arm came from the `else` or from behind the `if`; `undefined` if nothing in it has a mapping. */
function isFromElse(arm: GeneratedArm, branch: StructureBranch, source: SourceOfText): boolean | undefined {
  const { mapper, index } = source
  let place = mapper.firstPlace(arm.codeAt, arm.end, index)
  // A block may begin with a variable of an inlined function, which stands elsewhere in the source.
  const brace = place === undefined || place < branch.end ? undefined : exactPlace(mapper, arm.start, index)
  if (brace !== undefined && brace > branch.start && brace < branch.end) place = brace
  if (place === undefined) return undefined
  const elseStart = branch.arms[1]?.start
  return place >= branch.end || (elseStart !== undefined && place >= elseStart)
}

/** `if (!a.b) a.b = c` became `a.b ||= c`, whose right side V8 (Node 20–26) does not count: each arm has the count of the `if`. */
function findAssignmentArms(
  branch: StructureBranch,
  { syntax }: SourceOfText,
  finder: PlaceFinder,
  statements: StatementIndex,
): Probe[][] | undefined {
  const first = statements.findFirst(branch.start, branch.end, branch)
  const offset = first && finder.findExact(first.start, branch.fn)
  if (offset === undefined || !syntax.optionalAssignments.has(offset)) return undefined
  const whole = statements.at(branch.start, branch.fn)
  return whole && branch.arms.map(() => whole)
}

/** Arms of an `if` that is not in the text: each ran as often as the first statement in it. */
function findArmStatements(branch: StructureBranch, statements: StatementIndex): Probe[][] {
  const alternate = branch.arms[1]
  const consequentProbes = statements.firstIn(branch.start, alternate?.start ?? branch.end, branch)
  if (!alternate) return branch.arms.map(() => consequentProbes ?? [])
  const hasElse = alternate.start !== undefined && alternate.end !== undefined
  const alternateProbes = hasElse ? statements.firstIn(alternate.start!, alternate.end!, branch) : undefined
  const whole = statements.at(branch.start, branch.fn) ?? []
  const restOf = (other: Probe[]) => [...whole, ...negateProbes(other)]
  return [
    consequentProbes ?? (alternateProbes ? restOf(alternateProbes) : []),
    alternateProbes ?? (consequentProbes ? restOf(consequentProbes) : whole),
  ]
}
