import type { Probe } from '../counting/counter.ts'

/** A part of a text that is evaluated as a whole, and what to count to learn how often it was reached. */
export interface Step {
  start: number
  end: number
  /** Index of the part around it, -1 if there is none. */
  parent: number
  /** `undefined` in a class, but not in one of its members. */
  reach: Probe[] | undefined
  /** V8 counts it by itself: it may be passed by. */
  isOptional?: boolean
  /** It is a statement of a list. */
  isStatement?: boolean
  /** It stands in braces. */
  isBlock?: boolean
}

/** How often each place of a text was reached. */
export interface Flow {
  /** What to count for the innermost part around an offset; `undefined` where nothing is in order, as between the members of a class. */
  reachAt(offset: number): Probe[] | undefined
  /** Whether execution gets from one place to the other only through an operand, an arm or a body that the first is not in. */
  isConditional(from: number, to: number): boolean
  /** Whether two places are in one statement, and in no other one in it. */
  isSameStatement(offset: number, other: number): boolean
  /** Whether a block begins right there: no expression does. */
  isBlock(offset: number): boolean
}

/** Finds the innermost step around an offset: they nest, and stand in the order of their starts, outer ones first. */
export function createFlow(steps: readonly Step[]): Flow {
  const order = [...steps.keys()].sort(
    (a, b) => steps[a]!.start - steps[b]!.start || steps[b]!.end - steps[a]!.end || a - b,
  )
  const find = (offset: number): number => {
    let low = 0
    let high = order.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (steps[order[middle]!]!.start <= offset) low = middle + 1
      else high = middle
    }
    let index = low === 0 ? -1 : order[low - 1]!
    while (index !== -1 && steps[index]!.end <= offset) index = steps[index]!.parent
    return index
  }
  const findStatement = (offset: number): number => {
    let statement = find(offset)
    while (statement !== -1 && !steps[statement]!.isStatement) statement = steps[statement]!.parent
    return statement
  }
  return {
    isSameStatement: (offset, other) => findStatement(offset) === findStatement(other),
    isBlock(offset) {
      const step = steps[find(offset)]
      return step?.isBlock === true && step.start === offset
    },
    reachAt: offset => steps[find(offset)]?.reach,
    isConditional(from, to) {
      let optional = find(to)
      while (optional !== -1 && !steps[optional]!.isOptional) optional = steps[optional]!.parent
      if (optional === -1) return false
      return !(steps[optional]!.start <= from && from < steps[optional]!.end)
    },
  }
}
