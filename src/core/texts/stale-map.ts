import { decodedMappings, type TraceMap } from '@jridgewell/trace-mapping'
import { removeMark } from '../../system/byte-order-mark.ts'
import { isSameText } from './same-text.ts'
import type { ScriptText } from './script-text.ts'
import { TextLines } from './text-lines.ts'

/**
 * Keywords that compilers keep at their places. Where a minifier made an expression of one, nothing is compared. Mappings of esbuild and
 * webpack stand before the blanks of a line.
 */
const word = /[^\S\n]*(?:return|if|for|while|switch|throw|try|continue|break)(?![\w$])/y
/** The word that stands at a place of the source. */
const anyWord = /[^\S\n]*([A-Za-z_$][\w$]*)/y
/** How many keywords, and which share of all, must be absent at their places before covtree takes a map for outdated. */
const least = { plain: { words: 3, share: 0.4 }, minified: { words: 5, share: 0.7 } }
/** A text with longer lines on average is minified: a minifier moves what it maps. */
const longestLine = 150

/**
 * Whether a source map was made of another version of a source than the file that is here.
 * @param script the text of the map
 * @param source index in the map
 * @param onDisk the text of the file
 */
export function isOtherVersion(
  { text, shift }: Pick<ScriptText, 'text' | 'shift'>,
  map: TraceMap,
  source: number,
  onDisk: string | undefined,
): boolean {
  if (onDisk === undefined) return false
  const content = map.sourcesContent?.[source]
  return content == null
    ? isStaleMap(text, shift, map, source, removeMark(onDisk))
    : !isSameText(content, onDisk)
}

/**
 * Whether a source map that does not hold the content of its source was made of another version of it: keywords of the text lead to places
 * where the source has other words, or none.
 * @param shift where the mapped text begins in `text`
 */
function isStaleMap(text: string, shift: number, map: TraceMap, source: number, content: string): boolean {
  const lines = new TextLines(shift > 0 ? text.slice(shift) : text)
  const originals = new TextLines(content)
  let [compared, other] = [0, 0]
  for (const [line, segments] of decodedMappings(map).entries()) {
    for (const [i, segment] of segments.entries()) {
      if (segment.length === 1 || segment[1] !== source) continue
      const start = lines.startOf(line) + shift
      word.lastIndex = start + segment[0]
      const own = word.exec(text)?.[0].trimStart()
      if (own === undefined) continue
      // Bun has one mapping for the blanks, of the code before them, and another one for the keyword.
      const next = segments[i + 1]
      if (next && start + next[0] < word.lastIndex) continue
      compared++
      const offset = originals.offsetAt(segment[2], segment[3])
      if (offset === undefined || !startsWithWord(content, offset, own)) other++
    }
  }
  const { words, share } = text.length > lines.count * longestLine ? least.minified : least.plain
  return other >= words && other >= compared * share
}

/** A map belongs to another text if more than this share, and number, of its mappings stand where no compiler puts one. */
const mostMisplaced = { share: 0.05, number: 2 }
const inWord = /[\w$][\w$]/y

/**
 * Whether a source map is that of another text: a script put a line before the code, or a second minifier ran, and the map stayed. Then
 * mappings stand behind the ends of lines, or inside words. Only tools that map each character put several into one word.
 * @param hasFunctions whether the text has any: then it has mappings, too
 */
export function isOfOtherText(
  { text, shift }: Pick<ScriptText, 'text' | 'shift'>,
  map: TraceMap,
  hasFunctions: boolean,
): boolean {
  const lines = new TextLines(shift > 0 ? text.slice(shift) : text)
  let [all, misplaced] = [0, 0]
  for (const [line, segments] of decodedMappings(map).entries())
    for (const [i, segment] of segments.entries()) {
      if (segment.length === 1) continue
      all++
      const [column] = segment
      const offset = lines.offsetAt(line, column)
      inWord.lastIndex = (offset ?? 0) + shift - 1
      const isInside = column > 0 && segments[i - 1]?.[0] !== column - 1 && inWord.test(text)
      if (offset === undefined || isInside) misplaced++
    }
  if (all === 0) return hasFunctions
  return misplaced > mostMisplaced.number && misplaced > all * mostMisplaced.share
}

function startsWithWord(content: string, offset: number, wanted: string): boolean {
  anyWord.lastIndex = offset
  return anyWord.exec(content)?.[1] === wanted
}
