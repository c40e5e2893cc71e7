import type { Place } from './place.ts'
import { TextLines } from './text-lines.ts'

/** Comments and strings in it may hold braces. */
const pattern =
  /\b(?:export\s+)?(?:const\s+)?enum\s+[\w$]+\s*\{(?:[^}/'"`]|\/\*[\s\S]*?\*\/|\/\/.*|\/(?![*/])|(['"`])(?:\\[\s\S]|(?!\1)[^\\])*\1)*\}/g

/** Where the `enum`s of a source begin and end. */
export function findEnums(content: string | undefined): [start: Place, end: Place][] {
  if (content === undefined || !content.includes('enum')) return []
  const lines = new TextLines(content)
  return [...content.matchAll(pattern)].map(({ index, 0: text }) => [
    lines.placeAt(index),
    lines.placeAt(index + text.length),
  ])
}
