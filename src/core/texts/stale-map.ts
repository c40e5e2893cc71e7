import { decodedMappings, type TraceMap } from '@jridgewell/trace-mapping'
import { TextLines } from './text-lines.ts'

/**
 * Words that compilers keep where they are; a minifier puts an expression in their place, which is not compared. Mappings of
 * esbuild and webpack stand before the blanks of a line.
 */
const word = /[^\S\n]*(?:return|if|for|while|switch|throw|try|continue|break)(?![\w$])/y
/** Any word, to tell another one from none. */
const anyWord = /[^\S\n]*([A-Za-z_$][\w$]*)/y
/** Words that have to stand elsewhere before a map is called one of another text, and the share of all that they have to be. */
const least = { plain: { words: 3, share: 0.4 }, minified: { words: 5, share: 0.7 } }
/** Characters a line of text that is not minified, at most: a minifier turns what it maps around. */
const longestLine = 150

/**
 * Whether a source map that does not hold the content of its source is one of another version of it: words of the text lead to places where
 * the source has other words, or none.
 * @param shift where the mapped text begins in `text`
 */
export function isStaleMap(
  text: string,
  shift: number,
  map: TraceMap,
  source: number,
  content: string,
): boolean {
  const lines = new TextLines(shift > 0 ? text.slice(shift) : text)
  const originals = new TextLines(content)
  let [compared, other] = [0, 0]
  for (const [line, segments] of decodedMappings(map).entries()) {
    for (const segment of segments) {
      if (segment.length === 1 || segment[1] !== source) continue
      word.lastIndex = lines.startOf(line) + segment[0] + shift
      const own = word.exec(text)?.[0].trimStart()
      if (own === undefined) continue
      compared++
      const offset = originals.offsetAt(segment[2], segment[3])
      if (offset === undefined || !startsWithWord(content, offset, own)) other++
    }
  }
  const { words, share } = text.length > lines.count * longestLine ? least.minified : least.plain
  return other >= words && other >= compared * share
}

function startsWithWord(content: string, offset: number, wanted: string): boolean {
  anyWord.lastIndex = offset
  return anyWord.exec(content)?.[1] === wanted
}
