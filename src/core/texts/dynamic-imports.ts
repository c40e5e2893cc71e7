import { type Place, packPlace } from './place.ts'
import { TextLines } from './text-lines.ts'

/** An import of a path that is put together at run time: `` import(`./commands/${name}.js`) ``. */
export interface DynamicImport {
  start: Place
  end: Place
  /** The end of the line on which it ends. */
  lineEnd: Place
}

const pattern = /\bimport\s*\(\s*(?:\/\*.*?\*\/\s*)*`[^`]*\$\{[^`]*`\s*,?\s*\)/gs

/** Finds the imports of paths that are put together at run time. */
export function findDynamicImports(content: string | undefined): DynamicImport[] {
  if (content === undefined || !/\bimport\s*\(/.test(content)) return []
  const lines = new TextLines(content)
  const toPlace = (offset: number): Place => {
    const line = lines.lineAt(offset)
    return packPlace(line + 1, offset - lines.startOf(line))
  }
  return [...content.matchAll(pattern)].map(({ index, 0: text }) => {
    const end = index + text.length
    const behind = content.indexOf('\n', end)
    return {
      start: toPlace(index),
      end: toPlace(end),
      lineEnd: toPlace(behind === -1 ? content.length : behind),
    }
  })
}
