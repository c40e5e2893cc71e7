import { unpackCounts } from './ranges.ts'

/** What a function begins with: a word, a private or computed name, a string, a parameter list, `*`, a static block. */
const firstCharacter = /[\p{ID_Continue}$#\\[('"*{]/u
const wordCharacter = /[\p{ID_Continue}$]/u

/**
 * Whether V8's function ranges can be those of a text: each begins and ends between two tokens. A child takes a file for the text that V8
 * ran if both have the same length. A loader may have made another text of that length, whose ranges begin and end anywhere.
 */
export function canHaveRun(text: string, packed: string): boolean {
  const { length, starts, ends, roots } = unpackCounts(packed)
  for (let i = 0; i < length; i++) {
    const [start, end] = [starts[i]!, ends[i]!]
    if (!roots[i] || (start === 0 && end === text.length)) continue
    if (end > text.length || !firstCharacter.test(text[start] ?? '')) return false
    if (isInWord(text, start) || isInWord(text, end) || /\s/.test(text[end - 1]!)) return false
  }
  return true
}

function isInWord(text: string, offset: number): boolean {
  return wordCharacter.test(text[offset - 1] ?? '') && wordCharacter.test(text[offset] ?? '')
}
