import type { AnyNode } from './children.ts'
import { findFallThrough } from './fall-through.ts'
import type { GeneratedFunction } from './syntax.ts'

/** What is asked of a function of the text; `value` is the function itself where `node` is the method or property that has it. */
export function readFunction(
  node: AnyNode,
  value: AnyNode,
  known: Pick<GeneratedFunction, 'decl' | 'countAt' | 'parent' | 'isForwarding'>,
): GeneratedFunction {
  const { body } = value
  const hasBlock = body.type === 'BlockStatement'
  return {
    ...known,
    start: node.start,
    end: node.end,
    bodyStart: body.start,
    bodyEnd: body.end,
    hasBlock,
    insideAt: value.start,
    isValue: node.type === 'Property' && node.kind === 'init' && !node.method,
    fallThrough: hasBlock ? findFallThrough(body) : undefined,
  }
}
