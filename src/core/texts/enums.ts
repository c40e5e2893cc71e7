import { type Place, packPlace } from './place.ts'
import { TextLines } from './text-lines.ts'

const pattern = /\b(?:export\s+)?(?:const\s+)?enum\s+[\w$]+\s*\{[^}]*\}/g

/** Where the `enum`s of a source begin and end. */
export function findEnums(content: string | undefined): [start: Place, end: Place][] {
  if (content === undefined || !content.includes('enum')) return []
  const lines = new TextLines(content)
  const toPlace = (offset: number): Place => {
    const line = lines.lineAt(offset)
    return packPlace(line + 1, offset - lines.startOf(line))
  }
  return [...content.matchAll(pattern)].map(match => [
    toPlace(match.index),
    toPlace(match.index + match[0].length),
  ])
}
