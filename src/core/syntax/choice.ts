import type { AnyNode } from './children.ts'
import type { Choice } from './syntax.ts'

/** What is asked of a conditional expression of the text. */
export function readChoice({ start, test, consequent, alternate }: AnyNode): Choice {
  return {
    start,
    testEnd: test.end,
    arms: [consequent, alternate].map(arm => ({ start: arm.start, end: arm.end })),
  }
}
