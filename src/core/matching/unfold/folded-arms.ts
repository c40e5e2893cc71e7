import { negateProbes, type Probe } from '../../counting/counter.ts'
import type { Blocks } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'
import type { Balance } from './balance.ts'
import type { Locations } from './runs.ts'

/** The arms of folded `if`s, by statement. */
export type FoldedArms = Map<StructureStatement, [Probe[], Probe[]]>

/** Counts the arms of `if`s that are no statements of their own any more. What the text does not tell is the whole at most. */
export function countFoldedIfs(
  { structure, counting }: SourceOfText,
  blocks: Blocks,
  balance: Balance,
  locations: Locations,
  found: StatementProbes,
): FoldedArms {
  const arms: FoldedArms = new Map()
  for (const statement of structure.statements) {
    if (statement.keyword !== 'if' || !locations.isFolded(statement)) continue
    const reach = balance.reachOf(statement)
    if (!reach) continue
    // V8 has no count for a missing else: it is what the `if` has more than its arm.
    const counted = found.get(statement)!
    const whole = counting === 'v8' && counted.length > 0 ? counted : reach
    const [then, other] = balance.armsOf(statement)
    const isCounted = blocks.hasElse(statement) || counting === 'istanbul'
    const rest = isCounted ? other : then && [...whole, ...negateProbes(then)]
    arms.set(statement, [then ?? reach, rest ?? reach])
  }
  return arms
}
