import type { Node } from 'acorn'
import type { EarlyEnds } from '../counting/early-ends.ts'
import { type AnyNode, isFunction, listChildren } from './children.ts'
import { isPlainStatement } from './keyword.ts'

/** Finds the code behind ranges of V8 that end too early. */
export function findEarlyEnds(program: Node): EarlyEnds {
  try {
    const walker = new Walker()
    walker.walkList((program as AnyNode).body)
    return walker
  } catch (error) {
    // Thousands of nested operands are more than the stack holds: then V8's own counts have to do.
    if (error instanceof RangeError) return { froms: [], places: [] }
    throw error
  }
}

class Walker implements EarlyEnds {
  readonly froms: number[] = []
  readonly places: number[] = []
  /** Where V8 began the range at hand, if nothing but the next range ends it; else -1. */
  #start = -1
  /** Whether another range ended it. */
  #isEnded = false
  /** How many `await`s and `yield`s were met in the function at hand. */
  #waits = 0
  /** Where the last one ended. */
  #waitEnd = -1

  walkList(list: readonly AnyNode[]): void {
    for (let i = 0; i < list.length; i++) {
      const node = list[i]!
      this.#walk(node)
      const next = list[i + 1]
      // Behind an `await` at the end of a statement, V8's range begins with the next one.
      const { end } = node.expression ?? node.declarations?.at(-1) ?? {}
      if (next && (isCompound(node.type) || this.#waitEnd === end)) this.#begin(next.start)
    }
  }

  #walk(node: AnyNode): void {
    switch (node.type) {
      case 'Identifier':
      case 'Literal':
        break
      case 'ArrowFunctionExpression':
      case 'ClassBody':
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'SwitchCase':
        this.#walkOptional([node])
        break
      case 'Property':
        // The range of a method begins with its name.
        if (node.method || node.kind !== 'init') this.#walkOptional([node])
        else this.#walkParts(node)
        break
      default:
        this.#walkInside(node)
    }
  }

  #walkInside(node: AnyNode): void {
    switch (node.type) {
      case 'BlockStatement':
      case 'StaticBlock':
        this.walkList(node.body)
        break
      case 'SwitchCase':
        this.walkList(node.consequent)
        break
      case 'IfStatement':
        this.#walk(node.test)
        this.#walkOptional([node.consequent, node.alternate])
        break
      case 'TryStatement':
        this.#walk(node.block)
        this.#walkOptional([node.handler, node.finalizer])
        break
      case 'ConditionalExpression':
      case 'LogicalExpression':
        this.#walkChoice(node)
        break
      case 'AwaitExpression':
      case 'YieldExpression':
        if (node.argument) this.#walk(node.argument)
        this.#waits++
        this.#waitEnd = node.end
        this.#begin(node.end)
        break
      default:
        // V8 has a range for `?.(b)` in `a?.(b).c`.
        if (node.optional) this.#walkChoice(node)
        else this.#walkParts(node)
    }
  }

  #walkParts(node: AnyNode): void {
    for (const part of listChildren(node)) {
      if (part === node.body && node.type !== 'LabeledStatement') this.#walkOptional([part])
      else this.#walk(part)
    }
  }

  /** The first part is always evaluated. Behind a choice that waits, V8's own count is the best. */
  #walkChoice(node: AnyNode): void {
    const [first, ...optional] = listChildren(node)
    this.#walk(first!)
    const waits = this.#waits
    this.#walkOptional(optional)
    if (this.#waits > waits) this.#begin(-1, node.end)
    else if (this.#start !== -1 && !this.#isEnded) {
      this.#isEnded = true
      this.#note(node.end, this.#start)
    }
  }

  /** Parts that V8 has ranges for, which end with them. */
  #walkOptional(parts: readonly (AnyNode | null)[]): void {
    const start = this.#start
    const isEnded = this.#isEnded
    for (const part of parts) {
      if (!part) continue
      const waits = this.#waits
      this.#begin(-1, part.start)
      this.#walkInside(part)
      if (isFunction(part)) this.#waits = waits
      this.#begin(-1, part.end)
      this.#start = start
      this.#isEnded = isEnded
      if (isEnded) this.#note(part.end, start)
    }
  }

  #begin(start: number, at = start): void {
    if (this.#isEnded) this.#note(at, -1)
    this.#start = start
    this.#isEnded = false
  }

  #note(from: number, place: number): void {
    // Several parts may end at one offset: the outermost is the last.
    if (this.froms.at(-1) === from) this.places[this.places.length - 1] = place
    else {
      this.froms.push(from)
      this.places.push(place)
    }
  }
}

/** Whether V8 begins a range behind a statement of this type. */
function isCompound(type: string): boolean {
  return type === 'BlockStatement' || (isPlainStatement(type) && type !== 'DebuggerStatement')
}
