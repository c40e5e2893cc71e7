import { lowerBound } from '../lower-bound.ts'
import { type Place, packPlace } from '../texts/place.ts'
import { TextLines } from '../texts/text-lines.ts'
import { functionAt, type Structure, type StructureFunction, type StructureStatement } from './structure.ts'

/** Signs that change what V8 counts behind them, with their places and the functions they stand in. */
interface Words {
  places: Place[]
  owners: (StructureFunction | undefined)[]
}

/** What a statement does besides being plain. */
export interface SourceWords {
  /** Whether V8 counts operands in it: behind it, the range that it stands in has ended. */
  hasChoice(statement: StructureStatement, next: { start: Place }): boolean
  /** Whether it waits: V8 counts anew behind that. */
  hasWait(statement: StructureStatement, next: { start: Place }): boolean
}

/** Reads `?.`, `await` and `yield` in an original text; other choices are in its structure. */
export function findWords(structure: Structure, content = ''): SourceWords {
  const lines = new TextLines(content)
  const chains: Words = { places: [], owners: [] }
  const waits: Words = { places: [], owners: [] }
  const tokens = content.matchAll(
    /\/\/.*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\?\.(?!\d)|\b(?:await|yield)\b/g,
  )
  for (const { 0: token, index } of tokens) {
    const words = token === '?.' ? chains : token === 'await' || token === 'yield' ? waits : undefined
    if (!words) continue
    const line = lines.lineAt(index)
    const place = packPlace(line + 1, index - lines.startOf(line))
    words.places.push(place)
    words.owners.push(functionAt(structure.functions, place))
  }
  const choices = structure.branches.filter(({ type }) => type === 'cond-expr' || type === 'binary-expr')
  const branches: Words = {
    places: choices.map(({ start }) => start),
    owners: choices.map(({ fn }) => fn),
  }
  return {
    hasChoice: (statement, next) => isIn(branches, statement, next) || isIn(chains, statement, next),
    hasWait: (statement, next) => isIn(waits, statement, next),
  }
}

function isIn({ places, owners }: Words, { start, fn }: StructureStatement, next: { start: Place }): boolean {
  for (let i = lowerBound(places, start); i < places.length && places[i]! < next.start; i++)
    if (owners[i] === fn) return true
  return false
}
