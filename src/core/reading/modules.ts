import { LoopReader } from './loops.ts'
import { unread } from './text-scanner.ts'
import { tokens } from './tokens.ts'

/** Reads what a module takes from others, and gives to them. */
export abstract class ModuleReader extends LoopReader {
  /** Names of the functions of the module; a script may have them twice. */
  readonly functions: string[] = []

  abstract readStatement(isOutside: boolean): void

  /** Whether an `async` begins a function that is declared. */
  abstract isAsyncFunction(): boolean

  readImport(): void {
    this.next()
    while (this.type !== tokens.string) {
      if (
        this.type < tokens.name &&
        this.type !== 42 &&
        this.type !== 123 &&
        this.type !== 125 &&
        this.type !== 44
      )
        throw unread
      // Names may be strings within the braces.
      if (this.type === 123) this.#skipBraces()
      else this.next()
    }
    this.#readSource()
  }

  /** The name of a module, and what is said of it. */
  #readSource(): void {
    this.expect(tokens.string)
    if (this.eat(tokens.with)) {
      if (!this.is(123)) throw unread
      this.#skipBraces()
    }
    this.endStatement()
  }

  /** Names between braces. */
  #skipBraces(): void {
    this.next()
    while (this.type !== 125) {
      if (this.type < tokens.name && this.type !== tokens.string && this.type !== 44 && this.type !== 58)
        throw unread
      this.next()
    }
    this.next()
  }

  readExport(): void {
    this.next()
    switch (this.type) {
      case tokens.default:
        this.next()
        this.readDefault()
        return
      case 42:
        this.next()
        if (this.isWord('as')) {
          this.next()
          this.next()
        }
        if (!this.isWord('from')) throw unread
        this.next()
        this.#readSource()
        return
      case 123:
        this.#skipBraces()
        if (!this.isWord('from')) {
          this.endStatement()
          return
        }
        this.next()
        this.#readSource()
        return
      case tokens.var:
      case tokens.const:
      case tokens.reserved:
      case tokens.function:
      case tokens.class:
      case tokens.name:
        this.readStatement(false)
        return
      default:
        throw unread
    }
  }

  readDefault(): void {
    const { start } = this
    const isAsync = this.isWord('async') && this.isAsyncFunction()
    if (isAsync) this.next()
    if (this.type === tokens.function) {
      const name = this.readFunction(start, isAsync)
      if (name !== undefined) this.functions.push(name)
      return
    }
    if (this.type === tokens.class) {
      this.readClass()
      return
    }
    this.readAssignment(false)
    this.endStatement()
  }
}
