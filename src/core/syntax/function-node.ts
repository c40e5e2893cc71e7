import type { AnyNode } from './children.ts'
import { findFallThrough } from './fall-through.ts'
import type { GeneratedFunction } from './syntax.ts'

/**
 * Reads what matching needs of a function of the text.
 * @param value the function itself, where `node` is the method or property that has it
 */
export function readFunction(
  node: AnyNode,
  value: AnyNode,
  decl: number,
  countAt: number,
  parent: number,
  isForwarding: boolean,
): GeneratedFunction {
  const { body } = value
  const hasBlock = body.type === 'BlockStatement'
  return {
    start: node.start,
    end: node.end,
    decl,
    bodyStart: body.start,
    bodyEnd: body.end,
    hasBlock,
    countAt,
    insideAt: value.start,
    parent,
    isValue: node.type === 'Property' && node.kind === 'init' && !node.method,
    isForwarding,
    fallThrough: hasBlock ? findFallThrough(body) : undefined,
  }
}
