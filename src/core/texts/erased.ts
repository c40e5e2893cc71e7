import { type Place, packPlace } from './place.ts'
import { TextLines } from './text-lines.ts'

/**
 * The `const enum`s of a source. tsc and bundlers inline their values and erase them, but Vite keeps them as objects: they have counters
 * in the host's structure, and ran with their module.
 */
export function findErased(content: string | undefined): [Place, Place][] {
  if (content === undefined || !content.includes('enum')) return []
  const lines = new TextLines(content)
  const toPlace = (offset: number): Place => {
    const line = lines.lineAt(offset)
    return packPlace(line + 1, offset - lines.startOf(line))
  }
  return [...content.matchAll(/\b(?:export\s+)?const\s+enum\s+[\w$]+\s*\{[^}]*\}/g)].map(match => [
    toPlace(match.index),
    toPlace(match.index + match[0].length),
  ])
}
