import type { StructureStatement } from '../../structure/structure.ts'
import type { Choice } from '../../syntax/syntax.ts'
import type { SourceOfText } from '../source.ts'

/**
 * Finds the arm that a statement became. oxc, terser and swc write `if (a) x = b; else x = c()` as `x = a ? b : c()`; the assignment has
 * the place of one of the two statements. `undefined` where the `?:` is the statement's own, or no arm is known to come from it.
 * @param offset start of the assignment or call with the place of the statement
 */
export function findChosenArm(
  statement: StructureStatement,
  offset: number,
  { syntax, mapper, index }: SourceOfText,
): number | undefined {
  const isFrom = (start: number, end: number) =>
    mapper.touches(start, end, index, statement.start, statement.end)
  /** The arm with a mapping into the statement; else the only arm without mappings, as a constant may have none. */
  const pick = ({ start, testEnd, arms }: Choice) => {
    if (isFrom(start, testEnd)) return undefined
    const own = arms.filter(arm => isFrom(arm.start, arm.end))
    if (own.length > 0) return own.length === 1 ? own[0] : undefined
    const unmapped = arms.filter(arm => mapper.firstPlace(arm.start, arm.end, index) === undefined)
    return unmapped.length === 1 ? unmapped[0] : undefined
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
