import { isNamePart, isNameStart } from './characters.ts'
import { tokens } from './tokens.ts'

/** Thrown at what is left to the parser. */
export const unread = new Error('Left to the parser')

/** Reads what may hold any character: space, comments, strings, templates and numbers. */
export class TextScanner {
  readonly text: string
  /** The token at hand. */
  type = 0
  start = 0
  end = 0
  /** Text of a word. */
  word = ''
  /** Whether a line ends before it. */
  isNewLine = false
  /** Where the token before it ends. */
  lastEnd = 0

  constructor(text: string) {
    this.text = text
    // Lines that end otherwise than most do.
    if (text.includes('\u2028') || text.includes('\u2029') || /\r(?!\n)/.test(text)) throw unread
    if (text.startsWith('#!')) {
      const end = text.search(/[\r\n]/)
      this.end = end === -1 ? text.length : end
    }
  }

  /** Reads a template from behind its backtick, or behind an expression in it; tells whether it ends there. */
  endsTemplate(from: number): boolean {
    const { text } = this
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at)
      if (code === 96) {
        this.end = at + 1
        return true
      }
      if (code === 36 && text.charCodeAt(at + 1) === 123) {
        this.end = at + 2
        return false
      }
      if (code === 92) this.checkEscape(++at)
      else if (Number.isNaN(code)) throw unread
    }
  }

  skipSpace(from: number): number {
    const { text } = this
    this.isNewLine = false
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at)
      if (code === 32 || code === 9) continue
      if (code === 10 || code === 13) this.isNewLine = true
      else if (code === 47) {
        const next = text.charCodeAt(at + 1)
        if (next === 47) {
          at = text.indexOf('\n', at)
          if (at === -1) return text.length
          this.isNewLine = true
        } else if (next === 42) {
          const end = text.indexOf('*/', at + 2)
          if (end === -1) throw unread
          if (!this.isNewLine) this.isNewLine = /[\r\n]/.test(text.slice(at, end))
          at = end + 1
        } else return at
      } else if (code !== 11 && code !== 12) return at
    }
  }

  /** Returns the kind, as all do that read a token. */
  finish(type: number, end: number): number {
    this.type = type
    this.end = end
    return type
  }

  readString(start: number, quote: number): number {
    const { text } = this
    for (let at = start + 1; ; at++) {
      const code = text.charCodeAt(at)
      if (code === quote) return this.finish(tokens.string, at + 1)
      if (code === 92) {
        this.checkEscape(++at)
        if (text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10) at++
      } else if (Number.isNaN(code) || code === 10 || code === 13) throw unread
    }
  }

  /** A module has no octal escapes. */
  checkEscape(at: number): void {
    const code = this.text.charCodeAt(at)
    if (!(code >= 48 && code <= 57)) return
    const next = this.text.charCodeAt(at + 1)
    if (code !== 48 || (next >= 48 && next <= 57)) throw unread
  }

  readNumber(start: number): number {
    const { text } = this
    let at = start
    const first = text.charCodeAt(at)
    const second = text.charCodeAt(at + 1)
    // A module has no octal numbers that begin with 0 alone.
    if (first === 48 && ((second >= 48 && second <= 57) || second === 95)) throw unread
    const isDecimal = first !== 48 || !isNameStart(second) || second === 101 || second === 69
    let hasPoint = false
    for (; ; at++) {
      const code = text.charCodeAt(at)
      if (code === 46 && isDecimal && !hasPoint) hasPoint = true
      else if (isDecimal && (code === 101 || code === 69)) {
        hasPoint = true
        const sign = text.charCodeAt(at + 1)
        if (sign === 43 || sign === 45) at++
      } else if (!isNamePart(code)) break
    }
    return this.finish(tokens.number, at)
  }
}
