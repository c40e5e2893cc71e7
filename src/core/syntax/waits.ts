import type { OpenRange } from '../counting/open-range.ts'
import type { AnyNode } from './children.ts'

/**
 * Notes what V8 leaves open at an `await` or a `yield`: the right operands it stands in, see {@link OpenRange}.
 * @param operands the logical expressions in whose right operand it stands, in the same function
 * @param statement the expression statement that was met last
 */
export function addWaits(
  loops: OpenRange[],
  operands: readonly AnyNode[],
  statement: AnyNode | undefined,
): void {
  for (const { left, right } of operands)
    for (let at = left.end; at < right.start; at++) loops.push({ bodyStart: at, end: right.end })
  // Behind the call the range begins anew, with the next statement.
  if (operands.some(({ right }) => right.end === statement?.expression.end))
    loops.push({ bodyStart: statement!.end, end: statement!.expression.end })
}
