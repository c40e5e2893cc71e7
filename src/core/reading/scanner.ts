import { isNamePart, isNameStart } from './characters.ts'
import { TextScanner, unread } from './text-scanner.ts'
import { tokens, words } from './tokens.ts'

/**
 * Reads a text token by token, as far as it is plain: ASCII outside of strings and comments, nothing that means one thing in a module
 * and another in a script. At all else it gives up.
 */
export class Scanner extends TextScanner {
  /** Goes on to the next token. */
  next(): void {
    this.lastEnd = this.end
    const start = this.skipSpace(this.end)
    this.start = start
    const code = this.text.charCodeAt(start)
    if (isNameStart(code)) this.#readWord(start)
    else this.#readOther(start, code)
  }

  /** Whether this is the token: asked of what may have changed meanwhile. */
  is(type: number): boolean {
    return this.type === type
  }

  /** Goes on if the token is this one. */
  eat(type: number): boolean {
    if (this.type !== type) return false
    this.next()
    return true
  }

  expect(type: number): void {
    if (this.type !== type) throw unread
    this.next()
  }

  /** Whether the token is this word, which means something at certain places only. */
  isWord(word: string): boolean {
    return this.type === tokens.name && this.word === word
  }

  /** The code of what stands behind the token; `0` where a line ends before it. */
  peek(): number {
    const before = this.isNewLine
    const at = this.skipSpace(this.end)
    const isNewLine = this.isNewLine
    this.isNewLine = before
    return isNewLine ? 0 : this.text.charCodeAt(at)
  }

  /** The same, whether or not a line ends before it. */
  peekAnywhere(): number {
    const before = this.isNewLine
    const at = this.skipSpace(this.end)
    this.isNewLine = before
    return this.text.charCodeAt(at)
  }

  /** Reads the rest of a regular expression, of which the token at hand is the first character. */
  endRegex(): void {
    const { text } = this
    let isInClass = false
    let at = this.start + 1
    for (; ; at++) {
      const code = text.charCodeAt(at)
      if (Number.isNaN(code) || code === 10 || code === 13) throw unread
      if (code === 92) at++
      else if (code === 91) isInClass = true
      else if (code === 93) isInClass = false
      else if (code === 47 && !isInClass) break
    }
    at++
    while (isNamePart(text.charCodeAt(at))) at++
    this.end = at
    this.next()
  }

  #readWord(start: number): void {
    const { text } = this
    let end = start + 1
    while (isNamePart(text.charCodeAt(end))) end++
    const code = text.charCodeAt(end)
    if (code > 127 || code === 92) throw unread
    this.end = end
    this.word = text.slice(start, end)
    this.type = words.get(this.word) ?? tokens.name
  }

  #readOther(start: number, code: number): number {
    const next = this.text.charCodeAt(start + 1)
    switch (code) {
      case 40: // ( ) , : ; [ ] { } ~
      case 41:
      case 44:
      case 58:
      case 59:
      case 91:
      case 93:
      case 123:
      case 125:
      case 126:
        return this.finish(code, start + 1)
      case 34:
      case 39:
        return this.readString(start, code)
      case 46: // .
        if (next >= 48 && next <= 57) return this.readNumber(start)
        if (next !== 46) return this.finish(code, start + 1)
        if (this.text.charCodeAt(start + 2) !== 46) throw unread
        return this.finish(tokens.ellipsis, start + 3)
      case 61: // =
        if (next === 62) return this.finish(tokens.arrow, start + 2)
        if (next !== 61) return this.finish(code, start + 1)
        return this.finish(tokens.binary, start + (this.text.charCodeAt(start + 2) === 61 ? 3 : 2))
      case 33: // !
        if (next !== 61) return this.finish(code, start + 1)
        return this.finish(tokens.binary, start + (this.text.charCodeAt(start + 2) === 61 ? 3 : 2))
      case 43: // + -
      case 45:
        if (next !== code)
          return next === 61 ? this.finish(tokens.assign, start + 2) : this.finish(code, start + 1)
        // A script has comments that begin with `-->`.
        if (code === 45 && this.text.charCodeAt(start + 2) === 62) throw unread
        return this.finish(tokens.update, start + 2)
      case 47: // /
        return next === 61 ? this.finish(tokens.assign, start + 2) : this.finish(code, start + 1)
      case 96:
        return this.finish(tokens.template, start + 1)
      case 63: // ?
        if (next === 46) {
          const behind = this.text.charCodeAt(start + 2)
          if (!(behind >= 48 && behind <= 57)) return this.finish(tokens.chain, start + 2)
        }
        if (next === 63) return this.finishOperator(tokens.or, start + 2)
        return this.finish(code, start + 1)
      case 38: // & |
      case 124:
        if (next === code) return this.finishOperator(code === 38 ? tokens.and : tokens.or, start + 2)
        return this.finishOperator(tokens.binary, start + 1)
      case 42: // *
        if (next === 42) return this.finishOperator(tokens.binary, start + 2)
        return next === 61 ? this.finish(tokens.assign, start + 2) : this.finish(code, start + 1)
      case 37: // % ^
      case 94:
        return this.finishOperator(tokens.binary, start + 1)
      case 60: // <
        // A script has comments that begin so.
        if (next === 33) throw unread
        return this.finishOperator(tokens.binary, start + (next === 60 ? 2 : 1))
      case 62: {
        let end = start + 1
        while (end < start + 3 && this.text.charCodeAt(end) === 62) end++
        return this.finishOperator(tokens.binary, end)
      }
      case 35: // #
        if (!isNameStart(next)) throw unread
        this.#readWord(start + 1)
        return this.finish(tokens.privateName, this.end)
      default:
        if (code >= 48 && code <= 57) return this.readNumber(start)
        if (!Number.isNaN(code)) throw unread
        return this.finish(tokens.end, start)
    }
  }

  /** An operator, or with a `=` behind it an assignment. `<=` and `>=` are none. */
  finishOperator(type: number, end: number): number {
    if (this.text.charCodeAt(end) !== 61) return this.finish(type, end)
    const code = this.text.charCodeAt(this.start)
    const isComparison = (code === 60 || code === 62) && end === this.start + 1
    return this.finish(isComparison ? tokens.binary : tokens.assign, end + 1)
  }
}
