import type { StructureStatement } from '../../structure/structure.ts'
import type { Choice } from '../../syntax/syntax.ts'
import type { SourceOfText } from '../source.ts'

/**
 * Where a statement stands that became an arm of a value: `if (a) x = b; else x = c()` is `x = a ? b : c()` to oxc, terser and swc, and
 * the assignment has the place of one of the two. `offset` is where the assignment or call begins that has the statement's place;
 * `undefined` where the choice is the statement's own, or is not known to hold it.
 */
export function findChosenArm(
  statement: StructureStatement,
  offset: number,
  { syntax, mapper, index }: SourceOfText,
): number | undefined {
  const isFrom = (start: number, end: number) =>
    mapper.touches(start, end, index, statement.start, statement.end)
  /** The arm that came from the statement; else, as `null` may have no mapping, the one that came from nowhere. */
  const pick = ({ start, testEnd, arms }: Choice) => {
    if (isFrom(start, testEnd)) return undefined
    const own = arms.filter(arm => isFrom(arm.start, arm.end))
    if (own.length > 0) return own.length === 1 ? own[0] : undefined
    const unknown = arms.filter(arm => mapper.firstPlace(arm.start, arm.end, index) === undefined)
    return unknown.length === 1 ? unknown[0] : undefined
  }
  for (const value of syntax.values.get(offset) ?? []) {
    let found: number | undefined
    for (let arm = pick(value); arm; ) {
      found = arm.start
      const inner = syntax.choices.get(arm.start)
      arm = inner && pick(inner)
    }
    if (found !== undefined) return found
  }
  return undefined
}
