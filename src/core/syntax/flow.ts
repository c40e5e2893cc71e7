import type { Node } from 'acorn'
import type { AnyNode } from './children.ts'
import { findEndless } from './endless.ts'
import { createFlow, type Flow } from './flow-steps.ts'
import { FlowWalker } from './flow-walker.ts'

/**
 * Finds the reach of each place of a text: the probes that tell how often execution arrived there.
 *
 * V8 (Node 20–26) starts ranges at functions, arms, right operands and behind statements with a body. It does not know how often the
 * code behind an expression ran: the range behind a `return` ends at the next `&&` or `?:`, and what follows has the count of the whole
 * block. The reach therefore starts at the last place that V8 surely counts, and subtracts what got lost on the way:
 *
 *     a && fail(), b      // reach of b: that of the statement, less the count of fail(), which never returns
 */
export function readFlow(program: Node): Flow {
  const bodies = new Map<number, AnyNode>()
  try {
    const walker = new FlowWalker(findEndless(program), bodies)
    walker.walkScript(program as AnyNode)
    return createFlow(walker.steps, bodies)
  } catch (error) {
    // Thousands of nested operands are more than the stack holds: then V8's own counts have to do.
    if (error instanceof RangeError) return createFlow([], bodies)
    throw error
  }
}
