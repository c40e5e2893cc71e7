import { FunctionReader } from './functions.ts'
import { type Note, noParts } from './note.ts'
import { shapes } from './shapes.ts'
import { unread } from './text-scanner.ts'
import { tokens } from './tokens.ts'

/** Reads loops, and the variables that may stand in their heads. */
export abstract class LoopReader extends FunctionReader {
  /** Names of the variables of the module. */
  readonly variables: string[] = []

  /** A statement that stands alone behind `if`, `else`, a loop or a label. */
  abstract readSingle(): void

  /** The statement that begins here; its end is put in later. */
  noteStatement(start = this.start): Note {
    return this.note(this.notes.length, 'statement', start, 0, start, noParts)
  }

  /** `let` may be a name in a script. */
  checkLet(): void {
    const behind = this.peekAnywhere()
    const isName =
      (behind >= 97 && behind <= 122) || (behind >= 65 && behind <= 90) || behind === 95 || behind === 36
    if (!isName && behind !== 91 && behind !== 123) throw unread
  }

  /** @param isInFor whether a loop may follow the first name; then whether `in` ends a value */
  readVariables(isInFor: boolean): boolean {
    const names = this.type === tokens.var && this.isTop ? this.variables : undefined
    this.next()
    for (let i = 0; ; i++) {
      const { start } = this
      const at = this.notes.length
      const known = this.defaults.length
      this.readBinding(names)
      if (this.eat(61)) {
        this.hasNoIn = isInFor
        this.readAssignment(isInFor)
        this.hasNoIn = false
        this.defaults.length = known
        this.note(at, 'statement', this.nodeStart, this.nodeEnd, start, noParts)
        if (isInFor && (this.type === tokens.in || this.isWord('of'))) throw unread
      } else if (isInFor && i === 0 && (this.type === tokens.in || this.isWord('of'))) return true
      if (!this.eat(44)) return false
    }
  }

  readTest(): void {
    this.expect(40)
    this.readExpression()
    this.expect(41)
  }

  readLoop(): void {
    const note = this.noteStatement()
    this.next()
    this.readTest()
    this.readSingle()
    note.end = this.lastEnd
  }

  readDo(): void {
    const note = this.noteStatement()
    this.next()
    this.readSingle()
    this.expect(tokens.while)
    this.readTest()
    this.eat(59)
    note.end = this.lastEnd
  }

  readFor(): void {
    const { start } = this
    const loop = this.note(this.notes.length, 'loop', 0, 0, 0, noParts)
    const note = this.noteStatement()
    this.next()
    if (this.type === tokens.reserved && this.word === 'await') {
      if (!this.isAsync) throw unread
      this.next()
    }
    this.expect(40)
    if (this.#isOver()) this.readExpression()
    else {
      this.expect(59)
      if (this.type !== 59) this.readExpression()
      this.expect(59)
      if (this.type !== 41) this.readExpression()
    }
    this.expect(41)
    loop.start = this.start
    this.readSingle()
    loop.end = note.end = this.lastEnd
    note.start = start
  }

  /** What a loop begins with; tells whether it goes over something, and goes on to that. */
  #isOver(): boolean {
    if (this.type === 59) return false
    const isLet = this.type === tokens.reserved && this.word === 'let'
    if (isLet) this.checkLet()
    if (isLet || this.type === tokens.var || this.type === tokens.const) {
      if (!this.readVariables(true)) return false
    } else {
      if (this.isWord('async') || this.isWord('using')) throw unread
      const known = this.defaults.length
      this.mayBePattern = true
      this.hasNoIn = true
      const shape = this.readAssignment(true)
      this.hasNoIn = false
      if (this.type !== tokens.in && !this.isWord('of')) {
        this.defaults.length = known
        while (this.eat(44)) this.readAssignment(true)
        this.defaults.length = known
        return false
      }
      if (shape !== shapes.name && shape !== shapes.member && shape !== shapes.literal) throw unread
      this.setDefaults(known)
    }
    this.next()
    return true
  }
}
