import type { Probe } from '../../counting/counter.ts'
import { Blocks } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import type { GeneratedStatement } from '../../syntax/syntax.ts'
import type { FunctionMatches } from '../functions/function-matches.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'
import { countFoldedIfs, type FoldedArms } from '../unfold/folded-arms.ts'
import { type FollowedFlow, followFlow } from '../unfold/follow-flow.ts'
import type { PlacedStatements } from '../unfold/statement-locations.ts'
import { fillLostStatements } from './lost-statements.ts'
import { placeStatements } from './place-statements.ts'

/** The probes of all statements of a source, and facts about their matches that counting branches needs. */
export interface MatchedStatements {
  probes: StatementProbes
  /** Statements that are, or may be, class fields: these run in constructors. */
  fields: Set<StructureStatement>
  foldedArms: FoldedArms
  /** As in {@link FollowedFlow}. */
  recounted: FollowedFlow['recounted']
}

/** Finds the probes of each statement: at its place in the text, by the flow of a minified text, or by its neighbours. */
export function matchStatements(
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
): MatchedStatements {
  const { statements } = source.structure
  const placed = placeStatements(source, functions, finder)
  const probes: StatementProbes = new Map(
    statements.map(statement => [statement, readProbes(statement, placed, source)]),
  )
  const isField = (statement: StructureStatement) =>
    placed.matches.get(statement)?.[0]?.node.isField !== false
  const matched: MatchedStatements = {
    probes,
    fields: new Set(statements.filter(isField)),
    foldedArms: new Map(),
    recounted: new Map(),
  }
  const isChanged = hasChanged(statements, functions, placed)
  if (source.counting !== 'istanbul' && !isChanged) return matched

  const blocks = new Blocks(source.structure)
  const lost = statements.filter(statement => probes.get(statement)!.length === 0)
  const followed = followFlow(source, finder, { ...placed, blocks, probes })
  matched.recounted = followed.recounted
  matched.foldedArms = countFoldedIfs(source, blocks, followed, probes)
  const open = lost.filter(statement => probes.get(statement)!.length === 0)
  const reachOf = (statement: StructureStatement) => followed.balance.reachOf(statement)
  if (open.length > 0) fillLostStatements(open, blocks, source, functions, probes, reachOf)
  return matched
}

/** Whether a text lacks statements that ran: not only functions that a bundler left out as nobody calls them. */
function hasChanged(
  statements: readonly StructureStatement[],
  functions: FunctionMatches,
  { matches, offsets }: PlacedStatements,
): boolean {
  const isInText = (statement: StructureStatement) => matches.has(statement) || offsets.has(statement)
  const known = new Set(statements.filter(isInText).map(({ fn }) => fn))
  const isLeftOut = ({ fn }: StructureStatement) =>
    fn !== undefined && !known.has(fn) && functions.generatedFor(fn).length === 0
  return statements.some(statement => !matches.has(statement) && !isLeftOut(statement))
}

/** The probes of a statement at its place in the text; none if it left no trace. */
function readProbes(
  statement: StructureStatement,
  { matches, offsets }: PlacedStatements,
  source: SourceOfText,
): Probe[] {
  const nodes = matches.get(statement)
  if (nodes) return nodes.map(({ node }) => readProbe(node, source))
  const offset = offsets.get(statement)
  return offset === undefined ? [] : [{ offset, inclusive: false, sign: 1 }]
}

function readProbe(node: GeneratedStatement, source: SourceOfText): Probe {
  // V8 counts the body of an arrow function where the arrow begins: there the probe means the function itself.
  const isArrowBody = source.syntax.functions[node.fn]?.start === node.countAt
  return source.counting === 'v8' || isArrowBody
    ? { offset: node.countAt, inclusive: true, sign: 1 }
    : { offset: node.ranAt, inclusive: false, sign: 1 }
}
