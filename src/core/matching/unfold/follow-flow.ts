import type { Probe } from '../../counting/counter.ts'
import { groupBy } from '../../group-by.ts'
import type { Blocks } from '../../structure/blocks.ts'
import { findWords } from '../../structure/source-words.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import type { Flow } from '../../syntax/flow-steps.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { SourceOfText } from '../source.ts'
import { Balance } from './balance.ts'
import type { FoldedIf } from './folded-ifs.ts'
import type { Locations } from './runs.ts'
import { type FoundStatements, StatementLocations } from './statement-locations.ts'

/** What the flow of a text told. */
export interface FollowedFlow {
  /** The statements of changed blocks, each with the first one of its block. */
  counted: Map<StructureStatement, StructureStatement>
  balance: Balance
  locations: Locations
}

/**
 * Counts the statements of blocks that a minifier changed: not as V8 counts what it made of them, but as V8 would have counted the
 * original, which is what the host did. How often a place was reached the flow of the text tells. V8 looks anew only at the first
 * statement of a block and behind one with a body; behind a plain statement the count stays, and behind one with a `&&` or a `?:`
 * it is that of the whole block again.
 */
export function followFlow(
  source: SourceOfText,
  finder: PlaceFinder,
  flow: Flow,
  known: FoundStatements,
  folded: ReadonlyMap<StructureStatement, FoldedIf>,
): FollowedFlow {
  const { matches, blocks, found } = known
  const { structure, counting, content } = source
  const counted = new Map<StructureStatement, StructureStatement>()
  const words = findWords(structure, content)
  const statements = new StatementLocations(source, finder, flow, known)
  const isAwaited = (before: StructureStatement, statement: StructureStatement): boolean =>
    words.hasWait(before, statement) && !words.hasChoice(before, statement)
  const locations: Locations = {
    locate: statement => statements.locate(statement),
    locateTest: statement => statements.locateInner(statement),
    isFolded: statement => statements.isFolded(statement),
    isElsewhere: statement => statements.isElsewhere(statement),
    isShared: statement => shared.has(statement),
    isAwaited,
  }
  const shared = findShared(folded, blocks)
  const balance = new Balance(blocks, flow, locations)
  const isMinified = structure.statements.some(
    statement => statement.keyword === 'if' && statements.isFolded(statement),
  )
  /** By the first statement of a block: the one that begins what V8 counts around it. */
  const bases = new Map<StructureStatement, StructureStatement>()
  const baseOf = (statement: StructureStatement): StructureStatement =>
    bases.get(blocks.firstOf(statement)) ?? statement
  const take = (
    statement: StructureStatement,
    from: StructureStatement,
    reach: Probe[] | undefined,
  ): void => {
    const probes = found.get(from)!
    found.set(statement, probes.length > 0 ? probes : (reach ?? []))
  }

  /** Of what the text does not tell: as often as the `if` that decides on it, at most. */
  const boundOf = (statement: StructureStatement, before?: StructureStatement): Probe[] | undefined => {
    const decider = before ?? blocks.parentOf(statement)
    const isFolded = decider !== undefined && locations.isFolded(decider)
    return isFolded && (!before || blocks.isLeaving(before)) ? balance.reachOf(decider) : undefined
  }
  for (const all of blocks.groups) {
    const group = all.filter(statement => !statements.isElsewhere(statement))
    const first = group[0]
    if (!first) continue
    const around = blocks.parentOf(first)
    bases.set(all[0]!, around && blocks.isUncounted(first) ? baseOf(around) : first)
    const isChanged =
      counting === 'istanbul' ||
      (around !== undefined && statements.isFolded(around)) ||
      group.some(statement => (isMinified ? !matches.has(statement) : statements.isFolded(statement)))
    if (!isChanged) continue
    let isOpen = false
    for (const [i, statement] of group.entries()) {
      if (statements.isArrowBody(statement)) continue
      const before = group[i - 1]
      const reach = balance.reachOf(statement) ?? boundOf(statement, before)
      if (counting === 'istanbul') {
        if (reach) found.set(statement, reach)
        continue
      }
      if (!before && around && blocks.isUncounted(statement)) found.set(statement, found.get(around)!)
      else if (!before || blocks.isRestart(before) || isAwaited(before, statement)) {
        isOpen = false
        if (!reach) continue
        found.set(statement, reach)
      } else if (isOpen) continue
      else if (words.hasChoice(before, statement)) {
        // V8 leaves the range of `a && await b` open: what is behind has that count.
        isOpen = words.hasWait(before, statement)
        if (isOpen) continue
        take(statement, baseOf(statement), reach)
      } else take(statement, before, reach)
      counted.set(statement, baseOf(statement))
    }
  }
  return { counted, balance, locations }
}

/** The `if`s that lead to the same jump of the text: each of several in one test ends in one. */
function findShared(
  folded: ReadonlyMap<StructureStatement, FoldedIf>,
  blocks: Blocks,
): Set<StructureStatement> {
  const leaving = [...folded].filter(([statement]) => blocks.isLeaving(statement))
  const groups = groupBy(leaving, ([, { around }]) => around)
  return new Set(
    [...groups.values()]
      .filter(({ length }) => length > 1)
      .flatMap(group => group.map(([statement]) => statement)),
  )
}
