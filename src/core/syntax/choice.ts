import type { AnyNode } from './children.ts'
import type { Choice } from './syntax.ts'

/** Reads the offsets of a conditional expression. */
export function readChoice({ start, test, consequent, alternate }: AnyNode): Choice {
  return {
    start,
    testEnd: test.end,
    arms: [consequent, alternate].map(arm => ({ start: arm.start, end: arm.end })),
  }
}
