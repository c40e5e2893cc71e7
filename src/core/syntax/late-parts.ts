import type { Node } from 'acorn'
import { readFlow } from './flow.ts'
import type { Flow } from './flow-steps.ts'
import type { Syntax, SyntaxIndex } from './syntax.ts'
import { indexSyntax } from './syntax-index.ts'

/**
 * Adds the parts that are made when first asked for. In a module of its own, as closures hold all that is in the scope around them.
 * @param readTree reads the tree of the text once more, for the flow, so that nobody has to keep it
 */
export function withLateParts(syntax: Omit<Syntax, 'flow' | 'index'>, readTree: () => Node): Syntax {
  let flow: Flow | undefined
  let index: SyntaxIndex | undefined
  return {
    ...syntax,
    flow: () => (flow ??= readFlow(readTree())),
    index: () => (index ??= indexSyntax(syntax)),
  }
}
