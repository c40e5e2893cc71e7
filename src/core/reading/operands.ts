import { LiteralReader } from './literals.ts'
import { type Shape, shapes } from './shapes.ts'
import { unread } from './text-scanner.ts'
import { tokens } from './tokens.ts'

/** Reads operands, and what is asked of them. */
export abstract class OperandReader extends LiteralReader {
  abstract readFunction(start: number, isAsync: boolean): void
  abstract readArrowBody(start: number, at: number, isAsync: boolean): void
  abstract readClass(): void
  abstract readBinding(names: string[] | undefined): void

  /** An operand with all that is asked of it: `a.b[c](d)`. */
  override readCallable(mayCall: boolean): Shape {
    const { start } = this
    const at = this.notes.length
    const known = this.defaults.length
    const isAsync = this.isWord('async')
    let shape = this.#readPrimary()
    if (shape === shapes.arrow) return shape
    if (isAsync && shape === shapes.name && this.nodeStart === start && this.type === 40 && !this.isNewLine) {
      shape = this.#readAsyncCall(start, at, known)
      if (shape === shapes.arrow) return shape
    }
    for (;;) {
      switch (this.type) {
        case 46:
          this.next()
          this.#readProperty()
          shape = shapes.member
          break
        case 91:
          this.next()
          this.readExpression()
          this.expect(93)
          shape = shapes.member
          break
        case tokens.chain:
          if (!mayCall) throw unread
          this.next()
          if (!this.is(91) && !this.is(40)) this.#readProperty()
          shape = shapes.other
          break
        case 40:
          if (!mayCall) return shape
          this.#readArguments()
          shape = shapes.other
          break
        case tokens.template:
          this.readTemplate()
          shape = shapes.other
          break
        default:
          return shape
      }
      this.defaults.length = known
      this.nodeStart = start
      this.nodeEnd = this.lastEnd
    }
  }

  #readProperty(): void {
    if (this.type < tokens.name && this.type !== tokens.privateName) throw unread
    this.next()
  }

  #readArguments(): void {
    const known = this.defaults.length
    this.next()
    for (let i = 0; this.type !== 41; i++) {
      this.eat(tokens.ellipsis)
      const { start, type } = this
      this.readAssignment(false)
      // What esbuild names functions with.
      if (
        i === 1 &&
        this.type === 44 &&
        type === tokens.string &&
        this.lastEnd === start + 6 &&
        this.text.startsWith('name', start + 1)
      )
        throw unread
      if (this.type !== 41) this.expect(44)
    }
    this.next()
    this.defaults.length = known
  }

  #readPrimary(): Shape {
    const { start, type } = this
    switch (type) {
      case tokens.name:
        return this.#readReference()
      case tokens.number:
      case tokens.value:
        this.next()
        break
      case tokens.string:
        this.next()
        this.nodeStart = start
        this.nodeEnd = this.lastEnd
        return shapes.string
      case 40:
        return this.#readParentheses()
      case 91:
        return this.readArray()
      case 123:
        return this.readObject()
      case tokens.function:
        this.readFunction(start, false)
        return shapes.function
      case tokens.class:
        this.readClass()
        break
      case tokens.new:
        this.#readNew()
        break
      case tokens.template:
        this.readTemplate()
        break
      case 47:
        this.endRegex()
        break
      case tokens.assign:
        if (this.text.charCodeAt(start) !== 47) throw unread
        this.endRegex()
        break
      case tokens.import:
        this.next()
        if (this.type === 40) this.#readArguments()
        else {
          this.expect(46)
          if (!this.isWord('meta')) throw unread
          this.next()
        }
        break
      case tokens.privateName:
        this.next()
        if (this.type !== tokens.in) throw unread
        break
      default:
        throw unread
    }
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shapes.other
  }

  #readReference(): Shape {
    const { start, word } = this
    const at = this.notes.length
    if (word === 'async' && this.peek() !== 40) {
      const behind = this.peek()
      const isName =
        (behind >= 97 && behind <= 122) || (behind >= 65 && behind <= 90) || behind === 95 || behind === 36
      if (isName) {
        this.next()
        if (this.type === tokens.function) {
          this.readFunction(start, true)
          return shapes.function
        }
        if (this.type === tokens.name && this.word !== 'of') {
          if (this.word === 'arguments' || this.word === 'eval') throw unread
          this.next()
          if (!this.is(tokens.arrow)) throw unread
          return this.#readArrow(start, at, true)
        }
        throw unread
      }
    }
    // What swc exports with.
    if (word.startsWith('_') && /^_+export/.test(word)) throw unread
    if (word === 'arguments' || word === 'eval') this.defaults.push(undefined)
    this.next()
    if (this.is(tokens.arrow) && !this.isNewLine) {
      if (word === 'arguments' || word === 'eval') throw unread
      return this.#readArrow(start, at, false)
    }
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shapes.name
  }

  #readArrow(start: number, at: number, isAsync: boolean): Shape {
    this.readArrowBody(start, at, isAsync)
    return shapes.arrow
  }

  /** Parentheses around an expression, or around the parameters of an arrow function. */
  #readParentheses(): Shape {
    const { start } = this
    const at = this.notes.length
    const known = this.defaults.length
    this.next()
    const from = this.start
    let shape: Shape = shapes.other
    let count = 0
    let mustBeArrow = this.type === 41
    while (this.type !== 41) {
      count++
      if (this.type === tokens.ellipsis) {
        this.next()
        this.readBinding(undefined)
        mustBeArrow = true
      } else shape = this.readElement()
      if (this.type === 41) break
      this.expect(44)
      if (this.is(41)) mustBeArrow = true
    }
    const to = this.lastEnd
    this.next()
    if (this.is(tokens.arrow) && !this.isNewLine) {
      this.setDefaults(known)
      return this.#readArrow(start, at, false)
    }
    if (mustBeArrow) throw unread
    if (count > 1) {
      this.defaults.length = known
      this.nodeStart = from
      this.nodeEnd = to
      return shapes.other
    }
    if (shape === shapes.name) return shape
    this.defaults.length = known
    const isOperand = shape === shapes.literal || shape === shapes.assignment || shape === shapes.arrow
    return isOperand ? shapes.other : shape
  }

  /** A call of `async`, or the parameters of an arrow function. */
  #readAsyncCall(start: number, at: number, known: number): Shape {
    this.next()
    while (this.type !== 41) {
      this.eat(tokens.ellipsis)
      this.readElement()
      if (this.type !== 41) this.expect(44)
    }
    this.next()
    if (this.is(tokens.arrow) && !this.isNewLine) {
      this.setDefaults(known)
      return this.#readArrow(start, at, true)
    }
    this.defaults.length = known
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shapes.other
  }

  #readNew(): void {
    this.next()
    if (this.eat(46)) {
      if (!this.isWord('target') || this.depth === 0) throw unread
      this.next()
      return
    }
    this.readCallable(false)
    if (this.type === 40) this.#readArguments()
  }
}
