import { isJump } from '../syntax/keyword.ts'
import type { StructureStatement } from './structure.ts'

/** Which jumps end inside the statement at hand: a `break` in a loop inside it, a `throw` in a `try` inside it. */
type Caught = Readonly<Record<string, boolean>>

/** Finds the jumps in a statement that lead out of it. `undefined` if a `throw` stands in a `try`: a `catch` may or may not end it. */
export function findJumps(
  statement: StructureStatement,
  childrenOf: (statement: StructureStatement) => readonly StructureStatement[],
): StructureStatement[] | undefined {
  const jumps: StructureStatement[] = []
  const visit = (inner: StructureStatement, caught: Caught): boolean => {
    const { keyword = '' } = inner
    if (keyword === 'throw' && caught.throw) return false
    if (isJump(keyword) && !caught[keyword]) jumps.push(inner)
    const within = { ...caught, ...caughtBy(keyword) }
    return childrenOf(inner).every(child => visit(child, within))
  }
  return visit(statement, {}) ? jumps : undefined
}

function caughtBy(keyword: string): Caught {
  switch (keyword) {
    case 'for':
    case 'while':
    case 'do':
      return { break: true, continue: true }
    case 'switch':
      return { break: true }
    case 'try':
      return { throw: true }
    default:
      return {}
  }
}
