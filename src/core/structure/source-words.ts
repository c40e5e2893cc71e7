import { lowerBound } from '../lower-bound.ts'
import type { Place } from '../texts/place.ts'
import { TextLines } from '../texts/text-lines.ts'
import { readTokens, type Token } from '../texts/tokens.ts'
import { ClauseFinder } from './clauses.ts'
import {
  functionAt,
  type SourceWords,
  type Structure,
  type StructureFunction,
  type StructureStatement,
} from './structure.ts'

/** Places in ascending order, each with the function around it. */
interface PlaceList {
  places: Place[]
  owners: (StructureFunction | undefined)[]
}

/** Reads the words of a source that its structure does not hold. */
export function readWords(
  { functions, statements, branches }: Omit<Structure, 'words'>,
  content: string,
): SourceWords {
  const lines = new TextLines(content)
  const chains: PlaceList = { places: [], owners: [] }
  const waits: PlaceList = { places: [], owners: [] }
  const loops = statements.filter(({ keyword }) => keyword === 'for').map(({ start }) => start)
  const clauses = new ClauseFinder(new Set(loops))
  let before: Token | undefined
  for (const token of readTokens(content)) {
    const place = lines.placeAt(token.start)
    clauses.next(token.name, place)
    const list = token.name === '?.' ? chains : isWait(token, before) ? waits : undefined
    list?.places.push(place)
    list?.owners.push(functionAt(functions, place))
    before = token
  }
  const choices = branches.filter(({ type }) => type === 'cond-expr' || type === 'binary-expr')
  const branchList: PlaceList = {
    places: choices.map(({ start }) => start),
    owners: choices.map(({ fn }) => fn),
  }
  return {
    clauses: clauses.found.sort((a, b) => a - b),
    hasChoice: (statement, next) => isIn(branchList, statement, next) || isIn(chains, statement, next),
    hasWait: (statement, next) => isIn(waits, statement, next),
  }
}

function isWait({ name }: Token, before: Token | undefined): boolean {
  return (name === 'await' || name === 'yield') && before?.name !== '.' && before?.name !== '?.'
}

/** Whether one of the places is between the starts of two parts, in the function of the first. */
function isIn(
  { places, owners }: PlaceList,
  { start, fn }: StructureStatement,
  next: { start: Place },
): boolean {
  for (let i = lowerBound(places, start); i < places.length && places[i]! < next.start; i++)
    if (owners[i] === fn) return true
  return false
}
