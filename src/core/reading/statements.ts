import { ModuleReader } from './modules.ts'
import { shapes } from './shapes.ts'
import { unread } from './text-scanner.ts'
import { tokens } from './tokens.ts'

/** Reads statements. */
export class StatementReader extends ModuleReader {
  /** Names of the functions of the block at hand; `undefined` where they may be given twice. */
  block: string[] | undefined = this.functions

  /** Reads the whole text. */
  readModule(): void {
    this.next()
    while (this.type !== tokens.end) this.readStatement(true)
    const names = new Set(this.functions)
    if (names.size < this.functions.length || this.variables.some(name => names.has(name))) throw unread
  }

  /** Reads the statements of a function up to the brace at its end. */
  override readStatements(): void {
    const { block } = this
    this.block = undefined
    while (this.type !== 125) this.readStatement(false)
    this.block = block
  }

  /** @param isOutside whether it is directly in the module */
  override readStatement(isOutside: boolean): void {
    switch (this.type) {
      case 123:
        this.#readBlock()
        return
      case 59:
        this.next()
        return
      case tokens.function:
        this.#declareFunction(false)
        return
      case tokens.class:
        this.readClass()
        return
      case tokens.var:
      case tokens.const:
        this.readVariables(false)
        this.endStatement()
        return
      case tokens.reserved:
        if (this.word !== 'let') break
        this.checkLet()
        this.readVariables(false)
        this.endStatement()
        return
      case tokens.if:
        this.#readIf()
        return
      case tokens.for:
        this.readFor()
        return
      case tokens.while:
        this.readLoop()
        return
      case tokens.do:
        this.readDo()
        return
      case tokens.return:
      case tokens.throw:
        this.#readReturn()
        return
      case tokens.break:
      case tokens.continue:
        this.#readJump()
        return
      case tokens.switch:
        this.#readSwitch()
        return
      case tokens.try:
        this.#readTry()
        return
      case tokens.debugger: {
        const note = this.noteStatement()
        this.next()
        this.endStatement()
        note.end = this.lastEnd
        return
      }
      case tokens.import: {
        const behind = this.peekAnywhere()
        if (behind === 40 || behind === 46) break
        if (!isOutside) throw unread
        this.readImport()
        return
      }
      case tokens.export:
        if (!isOutside) throw unread
        this.readExport()
        return
      case tokens.name:
        if (this.word === 'async' && this.isAsyncFunction()) {
          this.#declareFunction(true)
          return
        }
        if (this.word === 'using') throw unread
        if (this.peekAnywhere() === 58) {
          this.#readLabel()
          return
        }
        break
    }
    this.#readExpressionStatement()
  }

  /** A statement that stands alone behind `if`, `else`, a loop or a label. */
  override readSingle(): void {
    const { type } = this
    if (type === tokens.function || type === tokens.class || type === tokens.const) throw unread
    if (type === tokens.reserved && this.word === 'let') throw unread
    if (type === tokens.name && this.word === 'async' && this.isAsyncFunction()) throw unread
    this.readStatement(false)
  }

  #readBlock(): void {
    const { block } = this
    this.block = []
    this.expect(123)
    while (this.type !== 125) this.readStatement(false)
    this.next()
    this.block = block
  }

  override isAsyncFunction(): boolean {
    if (this.peek() !== 102) return false
    // With a comment between the two.
    if (this.text.charCodeAt(this.end) !== 32) throw unread
    return /^async +function\b/.test(this.text.slice(this.start, this.start + 40))
  }

  #declareFunction(isAsync: boolean): void {
    const { start } = this
    if (isAsync) this.next()
    if (this.type !== tokens.function) throw unread
    const name = this.readFunction(start, isAsync)
    if (name === undefined) throw unread
    if (this.block !== this.functions && this.block?.includes(name)) throw unread
    this.block?.push(name)
  }

  #readIf(): void {
    const { start } = this
    const branch = this.note(this.notes.length, 'branch', start, 0, 0, [], 'if')
    const note = this.noteStatement()
    this.next()
    this.readTest()
    branch.parts.push(this.start)
    this.readSingle()
    if (this.eat(tokens.else)) {
      const from = this.start
      this.readSingle()
      branch.parts.push(from, this.lastEnd)
    }
    branch.end = note.end = this.lastEnd
  }

  #readReturn(): void {
    const note = this.noteStatement()
    this.next()
    if (!this.isNewLine && this.type !== 59 && this.type !== 125 && this.type !== tokens.end)
      this.readExpression()
    this.endStatement()
    note.end = this.lastEnd
  }

  #readJump(): void {
    const note = this.noteStatement()
    this.next()
    if (this.type === tokens.name && !this.isNewLine) this.next()
    this.endStatement()
    note.end = this.lastEnd
  }

  #readSwitch(): void {
    const { start } = this
    const branch = this.note(this.notes.length, 'branch', start, 0, 0, [], 'switch')
    const note = this.noteStatement()
    this.next()
    this.readTest()
    this.expect(123)
    const { block } = this
    this.block = []
    while (this.type !== 125) {
      branch.parts.push(this.start)
      if (this.eat(tokens.case)) this.readExpression()
      else this.expect(tokens.default)
      this.expect(58)
      while (this.type !== 125 && this.type !== tokens.case && this.type !== tokens.default)
        this.readStatement(false)
      branch.parts.push(this.lastEnd)
    }
    this.next()
    this.block = block
    branch.end = note.end = this.lastEnd
  }

  #readTry(): void {
    const note = this.noteStatement()
    this.next()
    this.#readBlock()
    if (this.eat(tokens.catch)) {
      if (this.eat(40)) {
        this.readBinding(undefined)
        this.expect(41)
      }
      this.#readBlock()
    }
    if (this.eat(tokens.finally)) this.#readBlock()
    note.end = this.lastEnd
  }

  #readLabel(): void {
    const note = this.noteStatement()
    this.next()
    this.next()
    this.readSingle()
    note.end = this.lastEnd
  }

  #readExpressionStatement(): void {
    const { start } = this
    const note = this.noteStatement()
    const shape = this.readExpression()
    // What esbuild notes for Node's lexer: `0 && (module.exports = { … })`.
    if (shape === shapes.logical && this.text.charCodeAt(this.operands[0]!) === 48) throw unread
    if (shape === shapes.string) {
      const value = this.text.slice(this.nodeStart + 1, this.nodeEnd - 1)
      if (value.includes('\\')) throw unread
      if (value === 'use strict') note.kind = 'nothing'
    }
    this.endStatement()
    note.start = start
    note.end = this.lastEnd
  }
}
