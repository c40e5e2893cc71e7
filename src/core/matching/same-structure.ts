import { groupBy } from '../group-by.ts'
import type { StructureFunction } from '../structure/structure.ts'
import type { Place } from '../texts/place.ts'
import { exactPlace } from '../texts/text-mapper.ts'
import { matchFunctions } from './functions/match-functions.ts'
import type { SourceOfText } from './source.ts'

/** A statement or branch, of a structure or of a text. */
interface Part {
  /** The keyword of a statement, the type of a branch: two parts that differ in it are not the same. */
  kind: string
  fn: StructureFunction | undefined
}

interface OwnPart extends Part {
  start: Place
  end: Place
}

interface TextPart extends Part {
  start: number
  /** Where it begins in the source; `undefined` if no mapping stands there. */
  place: Place | undefined
}

/**
 * Whether a text surely has the parts of its source's structure: the same functions, and in each of them the same statements and
 * branches in the same order. A compiler may have added statements without a keyword.
 */
export function hasSameStructure(source: SourceOfText): boolean {
  const { structure, syntax, mapper, index } = source
  const functions = matchFunctions(source)
  for (const fn of structure.functions) if (functions.generatedFor(fn).length !== 1) return false
  const known = new Set(structure.functions.flatMap(fn => functions.generatedFor(fn)))
  // A compiler put a function of its own into a function of the source.
  if (
    syntax.functions.some((fn, i) => !known.has(i) && functions.ownerOf(i) !== undefined && !fn.isForwarding)
  )
    return false
  const placeOf = (offset: number) => exactPlace(mapper, offset, index)
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
  const own = structure.statements.map(part => ({ ...part, kind: part.keyword ?? '' }))
  const ownBranches = structure.branches.map(part => ({ ...part, kind: part.type }))
  return isSameInEach(own, statements) && isSameInEach(ownBranches, branches)
}

/** Whether each function of the text has the parts of the structure, in their order. */
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

/** Kinds of parts that do not begin with a keyword. */
const expressions: ReadonlySet<string> = new Set(['', 'binary-expr', 'cond-expr'])

/** Whether two lists have the same parts in the same order, apart from parts that a compiler added. */
function isSame(structure: readonly OwnPart[], text: readonly TextPart[], isTopLevel: boolean): boolean {
  const isAdded = ({ kind, place }: TextPart) => isTopLevel || (kind === '' && place === undefined)
  let next = 0
  for (const [i, { kind, start, end }] of structure.entries()) {
    // The host may have no mapping for the value of a variable, or behind a bracket: a part begins at the name or the bracket then.
    const limit = Math.min(end, structure[i + 1]?.start ?? end)
    const isHere = ({ place }: TextPart) =>
      place === start || (place !== undefined && expressions.has(kind) && place > start && place < limit)
    while (next < text.length && !isHere(text[next]!) && isAdded(text[next]!)) next++
    const other = text[next++]
    if (!other || other.kind !== kind || (other.place !== undefined && !isHere(other))) return false
  }
  return text.slice(next).every(({ kind }) => isTopLevel || kind === '')
}
