import { groupBy } from '../group-by.ts'
import type { StructureFunction } from '../structure/structure.ts'
import type { Syntax } from '../syntax/syntax.ts'
import { findEnums } from '../texts/enums.ts'
import { exactPlace, type TextMapper } from '../texts/text-mapper.ts'
import { matchFunctions } from './functions/match-functions.ts'
import type { SourceOfText } from './source.ts'

/**
 * Whether a text is surely its unchanged source, although its source map has no columns. In such a text the comparison of tokens found a
 * place for each function and statement, and each function has the `if`s, loops and jumps of the source.
 * @param isUnplaced whether some have no place, see {@link findUnplaced}
 */
export function isOwnText(source: SourceOfText, isUnplaced: boolean): boolean {
  const { structure, generated } = source
  // A compiler adds functions to a file of exports alone, and puts the values of enums where they are used.
  const enums = findEnums(source.content)
  const isInEnum = ({ decl }: StructureFunction) => enums.some(([start, end]) => start <= decl && decl < end)
  if (structure.functions.every(isInEnum)) return true
  if (isUnplaced) return false
  const functions = matchFunctions(source)
  const isWorded = ({ keyword }: { keyword: string | undefined }) => keyword !== '' && keyword !== undefined
  const words = groupBy(structure.statements.filter(isWorded), ({ fn }) => fn)
  const statements = [...generated.statements.values()].flatMap(list => list.map(({ node }) => node))
  const placed = statements.filter(isWorded).sort((a, b) => a.start - b.start)
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

/** Finds the sources of a text for some of whose functions or statements the comparison of tokens found no place. */
export function findUnplaced({ functions, statements }: Syntax, mapper: TextMapper): Set<number> {
  const unplaced = new Set<number>()
  const places = functions.map(({ bodyStart }) => mapper.toOriginal(bodyStart))
  for (const place of places) if (place && !place.exact && !place.isBeforeMappings) unplaced.add(place.source)
  for (const { start, fn } of statements) {
    const around = places[fn]
    if (around?.exact && exactPlace(mapper, start, around.source) === undefined) unplaced.add(around.source)
  }
  return unplaced
}
