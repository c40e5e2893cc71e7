import { decodedMappings, type TraceMap } from '@jridgewell/trace-mapping'
import { removeMark } from '../../system/byte-order-mark.ts'
import { append } from '../group-by.ts'
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

/** Whether a source map was made of another version of a source than the file that is here. @param onDisk the text of the file */
export type VersionTest = (source: number, onDisk: string | undefined) => boolean

/**
 * Makes the test for the sources of a map: those of a bundle share one pass over its mappings.
 * @param script the text of the map
 */
export function createVersionTest(script: Pick<ScriptText, 'text' | 'shift'>, map: TraceMap): VersionTest {
  let keywords: Keywords | undefined
  return (source, onDisk) => {
    if (onDisk === undefined) return false
    const content = map.sourcesContent?.[source]
    if (content != null) return !isSameText(content, onDisk)
    keywords ??= listKeywords(script, map)
    return isStaleMap(keywords, source, removeMark(onDisk))
  }
}

/** The keywords of a text, by the source that they came from. */
interface Keywords {
  bySource: Map<number, { word: string; line: number; column: number }[]>
  isMinified: boolean
}

function listKeywords({ text, shift }: Pick<ScriptText, 'text' | 'shift'>, map: TraceMap): Keywords {
  const lines = new TextLines(shift > 0 ? text.slice(shift) : text)
  const bySource: Keywords['bySource'] = new Map()
  for (const [line, segments] of decodedMappings(map).entries()) {
    for (const [i, segment] of segments.entries()) {
      if (segment.length === 1) continue
      const start = lines.startOf(line) + shift
      word.lastIndex = start + segment[0]
      const own = word.exec(text)?.[0].trimStart()
      if (own === undefined) continue
      // Bun has one mapping for the blanks, of the code before them, and another one for the keyword.
      const next = segments[i + 1]
      if (next && start + next[0] < word.lastIndex) continue
      append(bySource, segment[1], { word: own, line: segment[2], column: segment[3] })
    }
  }
  return { bySource, isMinified: text.length > lines.count * longestLine }
}

/**
 * Whether a source map that does not hold the content of its source was made of another version of it: keywords of the text lead to places
 * where the source has other words, or none.
 */
function isStaleMap({ bySource, isMinified }: Keywords, source: number, content: string): boolean {
  const originals = new TextLines(content)
  const compared = bySource.get(source) ?? []
  let other = 0
  for (const { word, line, column } of compared) {
    const offset = originals.offsetAt(line, column)
    if (offset === undefined || !startsWithWord(content, offset, word)) other++
  }
  const { words, share } = isMinified ? least.minified : least.plain
  return other >= words && other >= compared.length * share
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
