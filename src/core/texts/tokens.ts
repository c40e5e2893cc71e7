import jsTokens from 'js-tokens'

/** A word, number, string or sign of a text. */
export interface Token {
  /** What makes two tokens of different texts the same: strings are equal whatever their quotes. */
  name: string
  start: number
}

/** Types of what stands between tokens. */
const blank = /Comment$|^WhiteSpace$|^LineTerminatorSequence$/

/** Reads the tokens of JavaScript or TypeScript, without blanks and comments. */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  let start = 0
  for (const { type, value } of jsTokens(text)) {
    if (!blank.test(type)) tokens.push({ name: type === 'StringLiteral' ? nameString(value) : value, start })
    start += value.length
  }
  return tokens
}

function nameString(literal: string): string {
  return `"${literal.slice(1, -1).replaceAll('\\"', '"').replaceAll("\\'", "'")}"`
}
