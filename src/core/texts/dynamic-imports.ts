import type { Place } from './place.ts'
import { TextLines } from './text-lines.ts'

/** An import whose path is computed: `` import(`./commands/${name}.js`) ``. */
export interface DynamicImport {
  start: Place
  end: Place
  /** The end of the line on which it ends. */
  lineEnd: Place
}

const pattern = /\bimport\s*\(\s*(?:\/\*.*?\*\/\s*)*`[^`]*\$\{[^`]*`\s*,?\s*\)/gs

/** Finds the imports whose paths are computed. */
export function findDynamicImports(content: string | undefined): DynamicImport[] {
  if (content === undefined || !/\bimport\s*\(/.test(content)) return []
  const lines = new TextLines(content)
  return [...content.matchAll(pattern)].map(({ index, 0: text }) => {
    const end = index + text.length
    const behind = content.indexOf('\n', end)
    return {
      start: lines.placeAt(index),
      end: lines.placeAt(end),
      lineEnd: lines.placeAt(behind === -1 ? content.length : behind),
    }
  })
}
