import { OperatorReader } from './operators.ts'
import { type Shape, shapes } from './shapes.ts'
import { unread } from './text-scanner.ts'
import { tokens } from './tokens.ts'

/** Reads arrays, objects and templates. */
export abstract class LiteralReader extends OperatorReader {
  /** @param from where what names it starts, and where that ends: `to` */
  abstract readMethod(
    name: string | undefined,
    from: number,
    to: number,
    countAt: number,
    isAsync: boolean,
    isGenerator: boolean,
  ): void

  readArray(): Shape {
    const { start } = this
    this.next()
    while (this.type !== 93) {
      if (this.eat(44)) continue
      this.eat(tokens.ellipsis)
      this.readElement()
      if (this.type !== 93) this.expect(44)
    }
    this.next()
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shapes.literal
  }

  readObject(): Shape {
    const { start } = this
    this.next()
    while (this.type !== 125) {
      if (this.eat(tokens.ellipsis)) this.readElement()
      else this.#readMember()
      if (this.type !== 125) this.expect(44)
    }
    this.next()
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return shapes.literal
  }

  #readMember(): void {
    const { start } = this
    const at = this.notes.length
    let isAsync = false
    let isGetter = false
    if (this.type === tokens.name && (this.word === 'async' || this.word === 'get' || this.word === 'set')) {
      const behind = this.peekAnywhere()
      if (behind !== 44 && behind !== 58 && behind !== 40 && behind !== 125 && behind !== 61) {
        isAsync = this.word === 'async'
        isGetter = !isAsync
        this.next()
        if (this.isNewLine) throw unread
      }
    }
    const isGenerator = this.eat(42)
    const { type, word } = this
    const name = this.readKey()
    const from = this.nodeStart
    const to = this.nodeEnd
    if (this.type === 40) {
      this.readMethod(name, from, to, start, isAsync, isGenerator)
      return
    }
    if (isAsync || isGetter || isGenerator) throw unread
    if (this.eat(58)) {
      const shape = this.readElement()
      if (shape !== shapes.function) return
      // The property stands for its function.
      const note = this.lastFunction!
      note.name = name
      note.countAt = start
      note.parts[0] = from
      note.parts[1] = to
      return
    }
    if (type !== tokens.name) throw unread
    if (word === 'arguments' || word === 'eval') this.defaults.push(undefined)
    if (this.type !== 61) return
    // Only a pattern has this.
    if (word === 'arguments' || word === 'eval') throw unread
    this.next()
    this.readAssignment(false)
    this.note(at, 'branch', start, this.lastEnd, 0, [this.nodeStart, this.nodeEnd], 'default-arg')
  }

  /** The key of a property or a member of a class; returns its name. */
  readKey(): string | undefined {
    const { start, type } = this
    if (type === 91) {
      this.next()
      const { length } = this.notes
      if (this.type === tokens.class) throw unread
      const shape = this.readAssignment(false)
      // V8 counts it around the function that it names.
      if (this.notes.length > length) throw unread
      const { nodeStart, nodeEnd } = this
      this.expect(93)
      this.nodeStart = nodeStart
      this.nodeEnd = nodeEnd
      return shape === shapes.name ? this.text.slice(nodeStart, nodeEnd) : undefined
    }
    const isName = type >= tokens.name
    if (!isName && type !== tokens.string && type !== tokens.number && type !== tokens.privateName)
      throw unread
    const { word } = this
    this.next()
    this.nodeStart = start
    this.nodeEnd = this.lastEnd
    return isName ? word : undefined
  }

  readTemplate(): void {
    let from = this.end
    while (!this.endsTemplate(from)) {
      this.next()
      this.readExpression()
      if (this.type !== 125) throw unread
      from = this.end
    }
    this.next()
  }
}
