import type { OpenRange } from '../counting/open-range.ts'
import { type AnyNode, isFunction, listChildren } from './children.ts'

/**
 * Adds the ranges that V8 (Node 20–26) leaves open at a `for (let …)` that holds a function: that of its body. Where a range inside ends with
 * the body, V8 begins another one behind the loop, with the count at the end of the body: `for (let i …) { if (i) break; f(() => i) }`.
 */
export function addLoop(loops: OpenRange[], loop: AnyNode): void {
  const declares = loop.type === 'ForStatement' && loop.init?.type === 'VariableDeclaration'
  if (!declares || loop.init.kind === 'var' || !holdsFunction(loop)) return
  loops.push({ bodyStart: loop.body.start, end: loop.end }, { bodyStart: loop.end, end: loop.end })
}

function holdsFunction(node: AnyNode): boolean {
  return isFunction(node) || listChildren(node).some(holdsFunction)
}
