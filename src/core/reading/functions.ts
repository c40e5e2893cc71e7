import { noParts } from './note.ts'
import { OperandReader } from './operands.ts'
import { unread } from './text-scanner.ts'
import { tokens } from './tokens.ts'

/** What is around a function, and not around what stands in it. */
interface Around {
  isAsync: boolean
  isGenerator: boolean
  rightOperands: number
  isTop: boolean
}

/** Reads functions, classes and the patterns of bindings. */
export abstract class FunctionReader extends OperandReader {
  /** Whether a `var` belongs to the module. */
  isTop = true

  /** Reads statements up to the end of a block. */
  abstract readStatements(): void

  /** A function from the word `function` on, with or without a name; returns that name. */
  override readFunction(start: number, isAsync: boolean): string | undefined {
    this.next()
    const isGenerator = this.eat(42)
    const note = this.note(this.notes.length, 'function', start, 0, start, [start, start + 1])
    if (this.type !== 40) {
      note.parts = [this.start, this.end]
      note.name = this.word
      this.readName()
    }
    this.#readParts(note.parts, isAsync, isGenerator, 1)
    this.lastFunction = note
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return note.name
  }

  override readMethod(
    name: string | undefined,
    from: number,
    to: number,
    countAt: number,
    isAsync: boolean,
    isGenerator: boolean,
  ): void {
    const note = this.note(this.notes.length, 'function', from, 0, countAt, [from, to], name)
    this.#readParts(note.parts, isAsync, isGenerator, 1)
  }

  override readArrowBody(start: number, at: number, isAsync: boolean): void {
    const note = this.note(at, 'function', start, 0, start, [start, start + 1])
    this.next()
    const around = this.#enter(isAsync, false)
    if (this.type === 123) {
      note.parts.push(...this.#readBody())
    } else {
      const statement = this.note(at + 1, 'statement', start, 0, start, noParts)
      this.readAssignment(this.hasNoIn)
      statement.start = this.nodeStart
      statement.end = this.nodeEnd
      note.parts.push(this.nodeStart, this.nodeEnd)
    }
    this.#leave(around)
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
  }

  /** Parameters and body. */
  #readParts(parts: number[], isAsync: boolean, isGenerator: boolean, depth: number): void {
    const around = this.#enter(isAsync, isGenerator)
    this.depth += depth
    this.expect(40)
    const names: string[] = []
    while (this.type !== 41) {
      if (this.eat(tokens.ellipsis)) this.readBinding(names)
      else this.readBindingWithDefault(names)
      if (this.type !== 41) this.expect(44)
    }
    // Not in a module.
    if (names.length > 1 && new Set(names).size < names.length) throw unread
    this.next()
    parts.push(...this.#readBody())
    this.depth -= depth
    this.#leave(around)
  }

  #readBody(): [start: number, end: number] {
    const { start } = this
    if (this.type !== 123) throw unread
    this.next()
    this.readStatements()
    const { end } = this
    this.next()
    return [start, end]
  }

  #enter(isAsync: boolean, isGenerator: boolean): Around {
    const { isAsync: wasAsync, isGenerator: wasGenerator, rightOperands, isTop } = this
    this.isAsync = isAsync
    this.isGenerator = isGenerator
    this.rightOperands = 0
    this.isTop = false
    return { isAsync: wasAsync, isGenerator: wasGenerator, rightOperands, isTop }
  }

  #leave({ isAsync, isGenerator, rightOperands, isTop }: Around): void {
    this.isAsync = isAsync
    this.isGenerator = isGenerator
    this.rightOperands = rightOperands
    this.isTop = isTop
  }

  override readClass(): void {
    this.next()
    if (this.type === tokens.name) this.next()
    if (this.eat(tokens.extends)) this.readCallable(true)
    this.expect(123)
    const at = this.notes.length
    const values: number[] = []
    while (this.type !== 125) if (!this.eat(59)) this.#readMember(values)
    this.next()
    // A class tells of the values of its fields before all that stands in it.
    const inside = this.notes.splice(at)
    for (let i = 0; i < values.length; i += 2)
      this.note(this.notes.length, 'statement', values[i]!, values[i + 1]!, values[i]!, noParts)
    for (const note of inside) this.notes.push(note)
  }

  /** @param values starts and ends of what fields are set to */
  #readMember(values: number[]): void {
    const { start } = this
    if (this.#isModifier('static')) {
      this.next()
      if (this.is(123)) {
        const around = this.#enter(false, false)
        this.depth++
        this.#readBody()
        this.depth--
        this.#leave(around)
        return
      }
    }
    let isAsync = false
    if (this.#isModifier('async') || this.#isModifier('get') || this.#isModifier('set')) {
      isAsync = this.word === 'async'
      this.next()
      if (this.isNewLine) throw unread
    }
    const isGenerator = this.eat(42)
    const name = this.readKey()
    if (this.type === 40) {
      this.readMethod(name, start, start + 1, this.start, isAsync, isGenerator)
      return
    }
    if (this.eat(61)) {
      const around = this.#enter(false, false)
      this.depth++
      this.readAssignment(false)
      this.depth--
      this.#leave(around)
      values.push(this.nodeStart, this.nodeEnd)
    }
    this.endStatement()
  }

  /** Whether the token says more of the member behind it, and is not its name. */
  #isModifier(word: string): boolean {
    if (this.type < tokens.name || this.word !== word) return false
    const behind = this.peekAnywhere()
    return behind !== 40 && behind !== 61 && behind !== 59 && behind !== 125
  }

  /** The end of a statement, be it a semicolon or none. */
  endStatement(): void {
    if (this.eat(59)) return
    if (this.type !== 125 && this.type !== tokens.end && !this.isNewLine) throw unread
  }

  /** A name that is given. */
  readName(): string {
    const { word } = this
    // Not in a module.
    if (this.type !== tokens.name || word === 'arguments' || word === 'eval') throw unread
    this.next()
    return word
  }

  override readBinding(names: string[] | undefined): void {
    const { start, type } = this
    if (type === 91) {
      this.next()
      while (this.type !== 93) {
        if (this.eat(44)) continue
        if (this.eat(tokens.ellipsis)) this.readBinding(names)
        else this.readBindingWithDefault(names)
        if (this.type !== 93) this.expect(44)
      }
      this.next()
    } else if (type === 123) {
      this.next()
      while (this.type !== 125) {
        if (this.eat(tokens.ellipsis)) this.readBinding(names)
        else this.#readProperty(names)
        if (this.type !== 125) this.expect(44)
      }
      this.next()
    } else {
      const name = this.readName()
      names?.push(name)
    }
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
  }

  #readProperty(names: string[] | undefined): void {
    const behind = this.peekAnywhere()
    const isShort = this.type === tokens.name && behind !== 58
    if (isShort) {
      this.readBindingWithDefault(names)
      return
    }
    this.readKey()
    this.expect(58)
    this.readBindingWithDefault(names)
  }

  readBindingWithDefault(names: string[] | undefined): void {
    const { start } = this
    const at = this.notes.length
    this.readBinding(names)
    if (!this.eat(61)) return
    this.readAssignment(false)
    this.note(at, 'branch', start, this.lastEnd, 0, [this.nodeStart, this.nodeEnd], 'default-arg')
  }
}
