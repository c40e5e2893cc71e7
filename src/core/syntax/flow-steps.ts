import { countAt, type Probe } from '../counting/counter.ts'
import { countWhile } from '../lower-bound.ts'
import type { AnyNode } from './children.ts'
import { findFallThrough } from './fall-through.ts'

/** A part of a text that is evaluated as a whole. Steps nest. */
export interface Step {
  start: number
  end: number
  /** Index of the step around it, -1 if there is none. */
  parent: number
  /** Probes of how often execution arrived; `undefined` between the members of a class, which run in no order. */
  reach: Probe[] | undefined
  /** Whether it may be skipped: an operand, an arm, a body. V8 has a range for it. */
  isOptional?: boolean
  /** Whether it is a statement of a list, or a body. */
  isStatement?: boolean
  /** Whether it is the test or the update of a loop, which the step around it holds. */
  isHead?: boolean
  /** Whether it is the body of a loop without a test. */
  isEndless?: boolean
  /** Whether it stands in braces. */
  isBlock?: boolean
}

/** How often each place of a text was reached. */
export interface Flow {
  /** The reach of the innermost step around an offset. */
  reachAt(offset: number): Probe[] | undefined
  /** Whether execution gets from one place to the other only through an operand, an arm or a body that the first is not in. */
  isConditional(from: number, to: number): boolean
  /** Whether two places are in the same innermost statement. */
  isSameStatement(offset: number, other: number): boolean
  /** The start of the loop in whose test or update an offset is, or of the loop without a test around it; else the offset. */
  loopAround(offset: number): number
  /** Whether a block begins at an offset. */
  isBlock(offset: number): boolean
  /**
   * Probes of how often the end of a function was reached without a `return`, see {@link findFallThrough}; `undefined` where V8 does not
   * tell, and for a function without a block.
   */
  fallThroughOf(bodyStart: number): Probe[] | undefined
}

/** Makes the flow of a text of its steps. @param bodies the blocks of its functions, by their starts */
export function createFlow(steps: readonly Step[], bodies: ReadonlyMap<number, AnyNode>): Flow {
  const order = [...steps.keys()].sort(
    (a, b) => steps[a]!.start - steps[b]!.start || steps[b]!.end - steps[a]!.end || a - b,
  )
  /** Index of the innermost step around an offset: the last to begin, or one around that. */
  const find = (offset: number): number => {
    let index = order[countWhile(order.length, i => steps[order[i]!]!.start <= offset) - 1] ?? -1
    while (index !== -1 && steps[index]!.end <= offset) index = steps[index]!.parent
    return index
  }
  const findAround = (offset: number, isWanted: (step: Step) => boolean | undefined): number => {
    let index = find(offset)
    while (index !== -1 && !isWanted(steps[index]!)) index = steps[index]!.parent
    return index
  }
  const findStatement = (offset: number) => findAround(offset, ({ isStatement }) => isStatement)
  const reachAt = (offset: number) => steps[find(offset)]?.reach
  return {
    reachAt,
    isConditional(from, to) {
      const optional = steps[findAround(to, ({ isOptional }) => isOptional)]
      return optional !== undefined && !(optional.start <= from && from < optional.end)
    },
    isSameStatement: (offset, other) => findStatement(offset) === findStatement(other),
    loopAround(offset) {
      const step = steps[findAround(offset, ({ isHead, isStatement }) => isHead || isStatement)]
      const part = [step, steps[step?.parent ?? -1]].find(one => one?.isHead || one?.isEndless)
      return part ? (steps[part.parent]?.start ?? offset) : offset
    },
    isBlock(offset) {
      const step = steps[find(offset)]
      return step?.isBlock === true && step.start === offset
    },
    fallThroughOf(bodyStart) {
      const body = bodies.get(bodyStart)
      return body && findFallThrough(body, offset => reachAt(offset) ?? countAt(offset))
    },
  }
}
