import type { OpenRange } from '../counting/open-range.ts'
import type { AnyNode } from './children.ts'

/**
 * Adds the ranges that V8 leaves open at an `await` or a `yield`: those of the right operands around it.
 * @param operands the logical expressions in whose right operand it stands, in the same function
 * @param statement the last expression statement
 */
export function addWaits(
  loops: OpenRange[],
  operands: readonly AnyNode[],
  statement: AnyNode | undefined,
): void {
  for (const { left, right } of operands)
    for (let at = left.end; at < right.start; at++) loops.push({ bodyStart: at, end: right.end })
  // At the end of the statement V8 starts another range, and leaves that open, too.
  if (operands.some(({ right }) => right.end === statement?.expression.end))
    loops.push({ bodyStart: statement!.end, end: statement!.start })
}
