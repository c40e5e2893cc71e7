import { groupBy } from '../group-by.ts'
import type { StructureFunction } from '../structure/structure.ts'
import type { Syntax } from '../syntax/syntax.ts'
import { findEnums } from '../texts/enums.ts'
import type { Place } from '../texts/place.ts'
import type { TextMapper } from '../texts/text-mapper.ts'
import { matchFunctions } from './functions/match-functions.ts'
import type { SourceOfText } from './source.ts'

/** A statement or branch, of a structure or of a text. */
interface Part {
  /** What two parts have in common that may be the same. */
  kind: string
  /** Where it begins in the source; `undefined` where no mapping tells. */
  place: Place | undefined
}

type OwnPart = Part & { fn: StructureFunction | undefined }
type TextPart = OwnPart & { start: number }

/**
 * Whether a text surely holds what the structure of its source says: the same functions, and in each of them the same statements and
 * branches in the same order. A compiler may have added plain statements.
 */
export function hasSameStructure(source: SourceOfText): boolean {
  const { structure, syntax, mapper, index } = source
  const functions = matchFunctions(source)
  for (const fn of structure.functions) if (functions.generatedFor(fn).length !== 1) return false
  const known = new Set(structure.functions.flatMap(fn => functions.generatedFor(fn)))
  // A function that a compiler put into one of the source's.
  if (
    syntax.functions.some((fn, i) => !known.has(i) && functions.ownerOf(i) !== undefined && !fn.isForwarding)
  )
    return false
  const placeOf = (offset: number) => {
    const original = mapper.toOriginal(offset)
    return original?.exact && original.source === index ? original.place : undefined
  }
  const statements = syntax.statements.map(({ start, keyword, fn }) => ({
    kind: keyword,
    place: placeOf(start),
    fn: functions.ownerOf(fn),
    start,
  }))
  const branches = syntax.branches.map(({ start, type, fn }) => ({
    kind: type,
    place: placeOf(start),
    fn: functions.ownerOf(fn),
    start,
  }))
  const own = structure.statements.map(({ keyword = '', start, fn }) => ({ kind: keyword, place: start, fn }))
  const ownBranches = structure.branches.map(({ type, start, fn }) => ({ kind: type, place: start, fn }))
  return isSameInEach(own, statements) && isSameInEach(ownBranches, branches)
}

/** Whether each function of the text holds the parts that the structure says, in their order. */
function isSameInEach(structure: readonly OwnPart[], text: readonly TextPart[]): boolean {
  const groups = groupBy(
    text.toSorted((a, b) => a.start - b.start),
    ({ fn }) => fn,
  )
  const own = groupBy(structure, ({ fn }) => fn)
  for (const fn of new Set([...groups.keys(), ...own.keys()]))
    if (!isSame(own.get(fn) ?? [], groups.get(fn) ?? [], fn === undefined)) return false
  return true
}

/** Whether two lists are the same in order. The text may hold more plain statements, which a compiler added. */
function isSame(structure: readonly Part[], text: readonly Part[], isTopLevel: boolean): boolean {
  const isAdded = ({ kind, place }: Part) => isTopLevel || (kind === '' && place === undefined)
  let next = 0
  for (const { kind, place } of structure) {
    while (next < text.length && text[next]!.place !== place && isAdded(text[next]!)) next++
    const other = text[next++]
    if (!other || other.kind !== kind || (other.place !== undefined && other.place !== place)) return false
  }
  return text.slice(next).every(({ kind }) => isTopLevel || kind === '')
}

/**
 * Whether a text that a map leads to by lines alone is the source's own for sure: its functions and statements have places of their own,
 * and each function has the same `if`s, loops and jumps.
 */
export function isOwnText(source: SourceOfText): boolean {
  const { structure, syntax, mapper, index } = source
  // What a compiler adds to a file of exports alone is no function of the source, and an enum's values stand where they are used.
  const enums = findEnums(source.content)
  const isInEnum = ({ decl }: StructureFunction) => enums.some(([start, end]) => start <= decl && decl < end)
  if (structure.functions.every(isInEnum)) return true
  if (hasUnplaced(syntax, mapper, index)) return false
  const functions = matchFunctions(source)
  const isWorded = ({ keyword }: { keyword: string | undefined }) => keyword !== '' && keyword !== undefined
  const words = groupBy(structure.statements.filter(isWorded), ({ fn }) => fn)
  const placed = syntax.statements.filter(isWorded).toSorted((a, b) => a.start - b.start)
  const own = groupBy(placed, ({ fn }) => functions.ownerOf(fn))
  // Ignore hints leave statements out of the structure.
  return structure.functions.every(fn => {
    if (functions.generatedFor(fn).length === 0) return true
    const text = own.get(fn) ?? []
    let next = 0
    return (words.get(fn) ?? []).every(({ keyword }) => {
      while (next < text.length && text[next]!.keyword !== keyword) next++
      return next++ < text.length
    })
  })
}

function hasUnplaced(syntax: Syntax, mapper: TextMapper, index: number): boolean {
  const places = syntax.functions.map(({ bodyStart }) => mapper.toOriginal(bodyStart))
  if (places.some(place => place?.source === index && !place.exact && !place.isBeforeMappings)) return true
  return syntax.statements.some(({ start, fn }) => {
    if (places[fn]?.source !== index || !places[fn].exact) return false
    const place = mapper.toOriginal(start)
    return place?.source !== index || !place.exact
  })
}
