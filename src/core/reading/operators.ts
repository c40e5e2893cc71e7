import { NodeReader } from './node-reader.ts'
import { noParts } from './note.ts'
import { type Shape, shapes } from './shapes.ts'
import { unread } from './text-scanner.ts'
import { tokens } from './tokens.ts'

/** Reads expressions down to their operands. What it notes of a node stands before what it notes of the nodes within. */
export abstract class OperatorReader extends NodeReader {
  /** An operand with all that is asked of it: `a.b[c](d)`. */
  abstract readCallable(mayCall: boolean): Shape

  /** A sequence of expressions. */
  readExpression(noIn = false): Shape {
    const { start } = this
    const known = this.defaults.length
    let shape = this.readAssignment(noIn)
    this.defaults.length = known
    if (this.type !== 44) return shape
    while (this.eat(44)) this.readAssignment(noIn)
    this.defaults.length = known
    shape = shapes.other
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shape
  }

  /** An element of what may turn out to be a pattern. */
  readElement(): Shape {
    const known = this.defaults.length
    this.mayBePattern = true
    const shape = this.readAssignment(false)
    if (shape !== shapes.literal && shape !== shapes.assignment && shape !== shapes.name)
      this.defaults.length = known
    return shape
  }

  readAssignment(noIn: boolean): Shape {
    const { mayBePattern, start } = this
    this.mayBePattern = false
    if (this.type === tokens.reserved && this.word === 'yield') return this.#readYield(noIn)
    const at = this.notes.length
    const known = this.defaults.length
    const shape = this.#readConditional(noIn)
    const isPlain = this.type === 61
    if (!isPlain && this.type !== tokens.assign) return shape
    if (shape !== shapes.name && shape !== shapes.member && !(isPlain && shape === shapes.literal))
      throw unread
    this.setDefaults(known)
    const note =
      mayBePattern && isPlain ? this.note(at, 'nothing', start, 0, 0, noParts, 'default-arg') : undefined
    this.next()
    this.readAssignment(noIn)
    this.defaults.length = known
    if (note) {
      note.end = this.lastEnd
      note.parts = [this.nodeStart, this.nodeEnd]
      this.defaults.push(note)
    }
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return isPlain ? shapes.assignment : shapes.other
  }

  #readYield(noIn: boolean): Shape {
    if (!this.isGenerator || this.rightOperands > 0) throw unread
    const { start } = this
    this.next()
    const { type } = this
    const isEnd =
      type === 41 || type === 93 || type === 125 || type === 44 || type === 59 || type === 58 || type === 0
    if (!this.isNewLine && !isEnd && type !== tokens.in && !this.isWord('of')) {
      this.eat(42)
      this.readAssignment(noIn)
    }
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shapes.other
  }

  #readConditional(noIn: boolean): Shape {
    const { start } = this
    const at = this.notes.length
    const shape = this.#readOperands(noIn)
    if (this.type !== 63 || shape === shapes.arrow) return shape
    const testEnd = this.lastEnd
    this.next()
    const then = this.readAssignment(false)
    const from = this.nodeStart
    const to = this.nodeEnd
    // What compilers make of `a ?? b` and `a?.b`.
    if (then === shapes.void) throw unread
    if (then === shapes.name && this.text.slice(start, testEnd).includes('null')) throw unread
    this.expect(58)
    this.readAssignment(noIn)
    const arms = [from, to, this.nodeStart, this.nodeEnd]
    this.note(at, 'branch', start, this.lastEnd, 0, arms, 'cond-expr')
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shapes.other
  }

  /** `a || b`, `a ?? b`, and all that binds stronger. */
  #readOperands(noIn: boolean): Shape {
    const { start } = this
    const at = this.notes.length
    let shape = this.#readAnd(noIn)
    while (this.type === tokens.or && shape !== shapes.arrow)
      shape = this.#readRight(start, at, shape, noIn, true)
    return shape
  }

  #readAnd(noIn: boolean): Shape {
    const { start } = this
    const at = this.notes.length
    let shape = this.#readBinary(noIn)
    while (this.type === tokens.and && shape !== shapes.arrow)
      shape = this.#readRight(start, at, shape, noIn, false)
    return shape
  }

  /** The right operand; all operands of logical expressions in one another are those of one branch. */
  #readRight(start: number, at: number, shape: Shape, noIn: boolean, isOr: boolean): Shape {
    const left = shape === shapes.logical ? this.operands : [this.nodeStart, this.nodeEnd]
    if (shape === shapes.logical) this.logical!.kind = 'nothing'
    this.next()
    this.rightOperands++
    const right = isOr ? this.#readAnd(noIn) : this.#readBinary(noIn)
    this.rightOperands--
    if (right === shapes.logical) {
      this.logical!.kind = 'nothing'
      left.push(...this.operands)
    } else left.push(this.nodeStart, this.nodeEnd)
    this.operands = left
    this.logical = this.note(at, 'branch', start, this.lastEnd, 0, left, 'binary-expr')
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shapes.logical
  }

  /** Operators without a count of their own: which of them binds stronger is all the same. */
  #readBinary(noIn: boolean): Shape {
    const { start } = this
    const shape = this.#readUnary()
    if (shape === shapes.arrow || !this.#isBinary(noIn)) return shape
    do {
      this.next()
      this.#readUnary()
    } while (this.#isBinary(noIn))
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shapes.other
  }

  #isBinary(noIn: boolean): boolean {
    const { type } = this
    return (
      type === tokens.binary ||
      type === 43 ||
      type === 45 ||
      type === 42 ||
      type === 47 ||
      type === tokens.instanceof ||
      (type === tokens.in && !noIn)
    )
  }

  #readUnary(): Shape {
    const { start, type } = this
    const known = this.defaults.length
    if (type === 33 || type === 126 || type === 43 || type === 45 || type === tokens.prefix) {
      const word = type === tokens.prefix ? this.word : ''
      this.next()
      const shape = this.#readUnary()
      // Not in a module.
      if (word === 'delete' && shape === shapes.name) throw unread
      this.nodeStart = start
      this.nodeEnd = this.lastEnd
      return word === 'void' ? shapes.void : shapes.other
    }
    if (type === tokens.update) {
      this.next()
      const shape = this.#readUnary()
      if ((shape !== shapes.name && shape !== shapes.member) || this.defaults.length > known) throw unread
      this.nodeStart = start
      this.nodeEnd = this.lastEnd
      return shapes.other
    }
    if (type === tokens.reserved && this.word === 'await') {
      if (!this.isAsync || this.rightOperands > 0) throw unread
      this.next()
      this.#readUnary()
      this.nodeStart = start
      this.nodeEnd = this.lastEnd
      return shapes.other
    }
    const shape = this.readCallable(true)
    if (this.type !== tokens.update || this.isNewLine || shape === shapes.arrow) return shape
    if ((shape !== shapes.name && shape !== shapes.member) || this.defaults.length > known) throw unread
    this.next()
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shapes.other
  }
}
