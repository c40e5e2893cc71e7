import { type Place, packPlace } from './place.ts'
import { TextLines } from './text-lines.ts'

/**
 * The parts of an original text that some compilers leave nothing of and that yet ran with their module: `const enum`s, which
 * tsc and bundlers put in where they are used, and Vite keeps as objects.
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
