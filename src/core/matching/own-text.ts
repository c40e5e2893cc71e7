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
 */
export function isOwnText(source: SourceOfText): boolean {
  const { structure, syntax, mapper, index } = source
  // A compiler adds functions to a file of exports alone, and puts the values of enums where they are used.
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

/** Whether the comparison of tokens found no place for a function or statement of the text. */
function hasUnplaced(syntax: Syntax, mapper: TextMapper, index: number): boolean {
  const places = syntax.functions.map(({ bodyStart }) => mapper.toOriginal(bodyStart))
  if (places.some(place => place?.source === index && !place.exact && !place.isBeforeMappings)) return true
  return syntax.statements.some(({ start, fn }) => {
    if (places[fn]?.source !== index || !places[fn].exact) return false
    return exactPlace(mapper, start, index) === undefined
  })
}
