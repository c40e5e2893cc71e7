import { countAt, negateProbes, type Probe } from '../../counting/counter.ts'
import type { Blocks } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import { isJump } from '../../syntax/keyword.ts'
import type { FunctionMatches } from '../functions/match-functions.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'

/**
 * Statements without a trace in the text. In a function that was kept they were folded into their neighbours and ran as
 * often; in one that was dropped they never ran.
 */
export function fillLostStatements(
  lost: readonly StructureStatement[],
  blocks: Blocks,
  source: SourceOfText,
  functions: FunctionMatches,
  found: StatementProbes,
): void {
  const filled = new Map<StructureStatement, Probe[]>()
  for (const statement of lost) {
    if (statement.fn && functions.generatedFor(statement.fn).length === 0) continue
    const around = blocks.parentOf(statement)
    // In a plain statement stands a class: swc maps nothing of its decorators, which run with it.
    if (around?.keyword === '' && found.get(around)!.length > 0) {
      filled.set(statement, found.get(around)!)
      continue
    }
    const end = findEnd(statement, blocks, functions)
    if (end) {
      filled.set(statement, end)
      continue
    }
    const nearest = blocks.siblingsOf(statement).find(sibling => found.get(sibling)!.length > 0)
    if (nearest) {
      filled.set(statement, found.get(nearest)!)
      continue
    }
    const parent = blocks.parentOf(statement)
    // `if (a) return; b()` became `a || b()`: what did not reach b returned.
    const behind = parent && isJump(statement.keyword) ? blocks.nextOf(parent) : undefined
    if (
      parent?.keyword === 'if' &&
      behind &&
      found.get(behind)!.length > 0 &&
      found.get(parent)!.length > 0
    ) {
      filled.set(statement, [...found.get(parent)!, ...negateProbes(found.get(behind)!)])
    }
    // swc maps nothing inside an enum: directly in a function, a statement ran as often as the function.
    else if (statement.fn && !parent)
      filled.set(statement, functions.probesFor(statement.fn, source.counting))
    // A file of one `const f = () => …` whose body stands where it was called: it was begun with the text.
    else if (!parent && source.mapper.reverse(source.index).places.length > 0)
      filled.set(statement, countAt(0))
  }
  for (const [statement, probes] of filled) found.set(statement, probes)
}

/** A `return` at the end of a function is left out: it ran as often as the function's end was reached. */
function findEnd(
  statement: StructureStatement,
  blocks: Blocks,
  functions: FunctionMatches,
): Probe[] | undefined {
  if (statement.keyword !== 'return' || !statement.fn) return undefined
  if (blocks.parentOf(statement) || blocks.nextOf(statement)) return undefined
  const ends = functions.generatedFor(statement.fn).map(index => functions.fallThroughOf(index))
  return ends.every(end => end !== undefined) ? ends.flat() : undefined
}
