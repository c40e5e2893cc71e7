import { groupBy } from '../../group-by.ts'
import { functionAt, type StructureFunction } from '../../structure/structure.ts'
import type { GeneratedFunction } from '../../syntax/syntax.ts'
import { type Place, packPlace } from '../../texts/place.ts'
import { alignLeftOvers } from '../places/align.ts'
import type { Placed } from '../places/generated-text.ts'
import type { SourceOfText } from '../source.ts'
import { FunctionMatches } from './function-matches.ts'

type PlacedFunction = Placed<GeneratedFunction>

/** Input of each pass. */
interface Matching {
  source: SourceOfText
  matches: FunctionMatches
  /** Generated functions that came from the source, by place. */
  placed: readonly PlacedFunction[]
  /** The place of each generated function's body. */
  bodies: ReadonlyMap<number, Place>
}

/** Matches functions that the passes before it have left, and never changes a match. Surest evidence first. */
type Pass = (matching: Matching) => void

const passes: readonly Pass[] = [
  matchByNameAndBody,
  matchByBlock,
  matchPrivateMethods,
  matchChildren,
  matchByBody,
  matchByName,
  matchByStart,
  matchByHead,
  // Once more, for the parents that the passes since then have matched.
  matchChildren,
  matchByOrder,
]

/** Finds the functions of one source's structure in a text. */
export function matchFunctions(source: SourceOfText): FunctionMatches {
  const { generated, mapper, index } = source
  const matches = new FunctionMatches(source.syntax, source.structure.functions)
  // A compiler's helper has the place of what stands before it, and no mapping inside.
  const isOfSource = ({ node, exact }: PlacedFunction) =>
    !node.isForwarding && (exact || mapper.touches(node.start, node.end, index, 0, Number.POSITIVE_INFINITY))
  const placed = [...generated.functionsByStart.values()]
    .flat()
    .filter(isOfSource)
    .sort((a, b) => a.place - b.place || a.node.start - b.node.start)
  const bodies = new Map<number, Place>()
  for (const list of generated.functionsByBody.values())
    for (const body of list) bodies.set(body.index, body.place)
  for (const pass of passes) pass({ source, matches, placed, bodies })
  return matches
}

/** Name and body have the same places. Several such functions are copies of one. */
function matchByNameAndBody({ source, matches, bodies }: Matching): void {
  for (const fn of unmatched(source, matches)) {
    const copies = source.generated.functionsByDecl
      .get(fn.decl)
      ?.filter(({ index, exact }) => bodies.get(index) === fn.bodyStart && exact && !matches.matchOf(index))
    if (!copies || copies.length === 0) continue
    matches.assign(
      fn,
      copies.map(({ index }) => index),
    )
  }
}

/** The brace of the body has the same place: compilers seldom move it. */
function matchByBlock(matching: Matching): void {
  const { functionsByBody } = matching.source.generated
  matchNearest(matching, fn => functionsByBody.get(fn.bodyStart)?.filter(({ node }) => node.hasBlock))
}

/** The body has the same place. For a short arrow function that may be another one's place, because minifiers drop brackets. */
function matchByBody(matching: Matching): void {
  matchNearest(matching, fn => matching.source.generated.functionsByBody.get(fn.bodyStart))
}

function matchByName(matching: Matching): void {
  matchNearest(matching, fn => matching.source.generated.functionsByDecl.get(fn.decl))
}

/** A generated function begins at the place of the name. */
function matchByStart(matching: Matching): void {
  matchNearest(matching, fn => matching.source.generated.functionsByStart.get(fn.decl))
}

/** A generated function begins where the declaration does: it lost its name, or became the value of a property. */
function matchByHead(matching: Matching): void {
  const { functionsByHead } = matching.source.generated
  matchNearest(matching, fn => (fn.head === fn.decl ? undefined : functionsByHead.get(fn.head)))
}

/** Matches each function with the one of its candidates whose body is nearest. */
function matchNearest(
  { source, matches, bodies }: Matching,
  findCandidates: (fn: StructureFunction) => readonly PlacedFunction[] | undefined,
): void {
  for (const fn of unmatched(source, matches)) {
    const candidates = findCandidates(fn)?.filter(
      ({ node, exact, index }) => exact && !matches.matchOf(index) && !node.isForwarding,
    )
    if (!candidates || candidates.length === 0) continue
    const distance = ({ index }: PlacedFunction) =>
      Math.abs((bodies.get(index) ?? Number.POSITIVE_INFINITY) - fn.bodyStart)
    const nearest = candidates.reduce((best, other) => (distance(other) < distance(best) ? other : best))
    matches.assign(fn, [nearest.index])
  }
}

/** Compilers for older targets turn `#f() {}` into a function without mappings in its head. All mappings in its body came from `#f`. */
function matchPrivateMethods({ source, matches }: Matching): void {
  const { generated, mapper, index, structure } = source
  if (!structure.functions.some(fn => fn.isPrivate && !matches.has(fn))) return
  const isNamed = new Set<number>()
  for (const list of generated.functionsByDecl.values())
    for (const { exact, index: own } of list) if (exact) isNamed.add(own)
  for (const { node, index: own, exact } of [...generated.functionsByStart.values()].flat()) {
    if (exact || isNamed.has(own) || node.isForwarding || matches.matchOf(own) || !node.hasBlock) continue
    const first = mapper.firstPlace(node.bodyStart, node.bodyEnd, index)
    let fn = first === undefined ? undefined : functionAt(structure.functions, first)
    const holdsAll = ({ bodyStart, bodyEnd }: StructureFunction) =>
      mapper.isWithin(node.bodyStart, node.bodyEnd, index, bodyStart, bodyEnd)
    while (fn && !holdsAll(fn)) fn = fn.parent
    if (fn?.isPrivate && !matches.has(fn)) matches.assign(fn, [own])
  }
}

/**
 * Outer functions first: if a function has as many unmatched inner functions in the text as in the source, they are matched in order.
 * Minifiers drop the brackets of `(a) => (b) => x`: one arrow then begins where the other one did.
 */
function matchChildren(matching: Matching): void {
  const { source, matches, placed } = matching
  for (const [parent, siblings] of groupByParent(source)) {
    if (!parent || !matches.has(parent) || siblings.every(fn => matches.has(fn))) continue
    const own = listInside(parent, matches, placed)
    const indexes = new Set(own.map(({ index }) => index))
    const isOutermost = ({ node }: PlacedFunction) => {
      for (let up = node.parent; up !== -1; up = source.syntax.functions[up]!.parent)
        if (indexes.has(up)) return false
      return true
    }
    matchAligned(matching, siblings, own.filter(isOutermost), true)
  }
}

/** Outer functions first: matches the rest by its order among the matched functions. */
function matchByOrder(matching: Matching): void {
  const { source, matches, placed } = matching
  for (const [parent, siblings] of groupByParent(source)) {
    if (siblings.every(fn => matches.has(fn)) || (parent && !matches.has(parent))) continue
    const own = listInside(parent, matches, placed)
    const wrapper = findWrapper(own, parent, matching)
    matchAligned(
      matching,
      siblings,
      own.filter(({ index }) => index !== wrapper),
      false,
    )
  }
}

/** The function that a bundler put around a module: it begins where the source does, and holds functions of several siblings. */
function findWrapper(
  own: readonly PlacedFunction[],
  parent: StructureFunction | undefined,
  { source }: Matching,
): number | undefined {
  const first = own.find(({ exact, place }) => exact && place === packPlace(1, 0))
  const held = new Set<StructureFunction>()
  for (const { node, place, exact } of first ? own : []) {
    let up = node.parent
    while (up !== -1 && up !== first!.index) up = source.syntax.functions[up]!.parent
    let sibling = exact && up !== -1 ? functionAt(source.structure.functions, place + 1) : undefined
    while (sibling && sibling.parent !== parent) sibling = sibling.parent
    if (sibling) held.add(sibling)
  }
  return held.size > 1 ? first?.index : undefined
}

function matchAligned(
  { source, matches }: Matching,
  siblings: readonly StructureFunction[],
  placed: readonly PlacedFunction[],
  isOrderEnough: boolean,
): void {
  const free = new Set(siblings.filter(fn => !matches.has(fn)))
  // Of a function that a minifier inlined, the functions inside it are left. A function that begins where the body of another does
  // (`a => b => x`) may be either.
  const isOfInlined = ({ exact, place }: PlacedFunction) => {
    let around = exact ? functionAt(source.structure.functions, place + 1)?.parent : undefined
    while (around && !(free.has(around) && around.bodyStart + 1 < place)) around = around.parent
    return around !== undefined
  }
  const pairs = alignLeftOvers(
    siblings.map(fn => ({ fn, place: fn.decl, end: fn.bodyEnd })),
    placed.filter(node => matches.matchOf(node.index) !== undefined || !isOfInlined(node)),
    ({ fn }) => matches.generatedFor(fn)[0],
    isOrderEnough,
  )
  for (const [{ fn }, { index }] of pairs) matches.assign(fn, [index])
}

/** Generated functions in a function of the structure that are free, or matched with one directly inside it. */
function listInside(
  parent: StructureFunction | undefined,
  matches: FunctionMatches,
  placed: readonly PlacedFunction[],
): PlacedFunction[] {
  return placed.filter(({ node, index }) => {
    const match = matches.matchOf(index)
    return matches.ownerOf(node.parent) === parent && (!match || match.parent === parent)
  })
}

function groupByParent({ structure }: SourceOfText): Map<StructureFunction | undefined, StructureFunction[]> {
  return groupBy(structure.functions, fn => fn.parent)
}

function unmatched({ structure }: SourceOfText, matches: FunctionMatches): StructureFunction[] {
  return structure.functions.filter(fn => !matches.has(fn))
}
