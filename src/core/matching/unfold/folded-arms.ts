import { negateProbes, type Probe } from '../../counting/counter.ts'
import type { Blocks } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'
import type { FollowedFlow } from './follow-flow.ts'

/** The probes of both arms of each `if` that is folded into an expression, by its statement. */
export type FoldedArms = Map<StructureStatement, [consequent: Probe[], alternate: Probe[]]>

/** Counts the arms of folded `if`s. An arm of which the text tells nothing gets the count of the whole `if`: too high, but never 0. */
export function countFoldedIfs(
  { structure, syntax, counting }: SourceOfText,
  blocks: Blocks,
  { balance, locations }: FollowedFlow,
  statements: StatementProbes,
): FoldedArms {
  const found: FoldedArms = new Map()
  for (const statement of structure.statements) {
    if (statement.keyword !== 'if' || !locations.isFolded(statement)) continue
    const reach = balance.reachOf(statement)
    if (!reach) continue
    // `if (!a.b) a.b = c` became `a.b ||= c`, whose right side V8 (Node 20–26) does not count.
    const [first] = blocks.armsOf(statement)[0]
    const isAssignment = [
      statement,
      ...(first && locations.locateTest(statement) === undefined ? [first] : []),
    ].some(part => syntax.optionalAssignments.has(locations.locate(part) ?? -1))
    if (isAssignment) {
      found.set(statement, [reach, reach])
      continue
    }
    const [consequent, alternate] = balance.armsOf(statement)
    const isCounted = blocks.hasElse(statement) || counting === 'istanbul'
    // V8 does not count a missing else: ast-v8-to-istanbul gives it the count of the `if` less that of the other arm.
    const own = statements.get(statement)!
    const whole = own.length > 0 ? own : reach
    const rest = isCounted ? alternate : consequent && [...whole, ...negateProbes(consequent)]
    found.set(statement, [consequent ?? reach, rest ?? reach])
  }
  return found
}
