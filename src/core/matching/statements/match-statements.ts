import type { Probe } from '../../counting/counter.ts'
import { groupBy } from '../../group-by.ts'
import { endOfTest, readBlocks } from '../../structure/blocks.ts'
import type { StructureFunction, StructureStatement } from '../../structure/structure.ts'
import type { GeneratedStatement } from '../../syntax/syntax.ts'
import type { FunctionMatches } from '../functions/match-functions.ts'
import type { PlaceFinder } from '../place-finder.ts'
import { alignLeftOvers } from '../places/align.ts'
import type { Placed } from '../places/generated-text.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'
import { countFoldedIfs, type FoldedArms } from '../unfold/folded-arms.ts'
import { findFoldedIfs } from '../unfold/folded-ifs.ts'
import { followFlow } from '../unfold/follow-flow.ts'
import { findChosenArm } from './chosen-arm.ts'
import { fillLostStatements } from './lost-statements.ts'

/**
 * Finds where each statement's count stands in the text V8 ran: a statement that came from the same place, else one at the
 * same rank between two of those, else whatever came from its place (a minifier made an expression of it).
 */
export function matchStatements(
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
): {
  statements: StatementProbes
  fields: Set<StructureStatement>
  foldedArms: FoldedArms
  /** Statements of blocks that were changed, see {@link followFlow}. */
  counted: Map<StructureStatement, StructureStatement>
} {
  const matches = new Map<StructureStatement, Placed<GeneratedStatement>[]>()
  for (const statement of source.structure.statements) {
    const own = finder.inside(findCandidates(statement, source), statement.fn)
    if (own.length > 0) matches.set(statement, finder.choose(own, statement.fn, statement.end))
  }
  const foldedIfs = findFoldedIfs(source, finder, matches)
  for (const statement of foldedIfs.keys()) matches.delete(statement)
  const offsets = findFolded(source, finder, matches)
  for (const [statement, { test }] of foldedIfs) offsets.set(statement, test)
  if (!source.mapper.offsetAt && source.syntax.values.size > 0) moveIntoArms(source, matches, offsets)
  matchByOrder(source, functions, matches, offsets)
  for (const [i, statement] of source.structure.statements.entries()) {
    if (matches.has(statement) || offsets.has(statement)) continue
    // A class field's value may have moved into the constructor.
    const moved = findCandidates(statement, source)
    if (moved.length > 0) matches.set(statement, finder.choose(moved, statement.fn, statement.end))
    else {
      const offset =
        findOffset(statement, i, source, finder) ??
        (statement.keyword || statement.isDeclared ? undefined : finder.findMoved(statement.start))
      if (offset !== undefined) offsets.set(statement, offset)
    }
  }

  const found: StatementProbes = new Map()
  let foldedArms: FoldedArms = new Map()
  let counted = new Map<StructureStatement, StructureStatement>()
  const lost: StructureStatement[] = []
  for (const statement of source.structure.statements) {
    const offset = offsets.get(statement)
    const probes = matches.get(statement)?.map(({ node }) => statementProbe(node, source))
    found.set(statement, probes ?? (offset === undefined ? [] : [{ offset, inclusive: false, sign: 1 }]))
    if (!probes && offset === undefined) lost.push(statement)
  }
  if (source.counting === 'istanbul' || offsets.size + lost.length > 0) {
    const blocks = readBlocks(source.structure)
    const known = { matches, offsets, blocks, found }
    const followed = followFlow(source, finder, source.syntax.flow(), known, foldedIfs)
    counted = followed.counted
    foldedArms = countFoldedIfs(source, blocks, followed.balance, followed.locations, found)
    const open = lost.filter(statement => found.get(statement)!.length === 0)
    if (open.length > 0) fillLostStatements(open, blocks, source, functions, found)
  }
  /** Class fields run in constructors; one without a node may be such. */
  const fields = new Set(
    source.structure.statements.filter(statement => matches.get(statement)?.[0]?.node.isField !== false),
  )
  return { statements: found, fields, foldedArms, counted }
}

/** Statements that came from the same place; a minifier's `return a || b` has that of an `if`, and is not it. */
function findCandidates(
  { start, keyword }: StructureStatement,
  source: SourceOfText,
): Placed<GeneratedStatement>[] {
  const candidates = source.generated.statements.get(start) ?? []
  return keyword === undefined ? candidates : candidates.filter(({ node }) => node.keyword === keyword)
}

/** Statements whose very place leads to an expression that a minifier makes of statements. */
function findFolded(
  source: SourceOfText,
  finder: PlaceFinder,
  matches: ReadonlyMap<StructureStatement, unknown>,
): Map<StructureStatement, number> {
  const offsets = new Map<StructureStatement, number>()
  for (const statement of source.structure.statements) {
    if (matches.has(statement) || statement.keyword) continue
    const offset = finder.findExact(statement.start, statement.fn)
    if (offset !== undefined && source.syntax.folded.has(offset)) offsets.set(statement, offset)
  }
  return offsets
}

/** Statements of whose place only the assignment is that several of them share now. */
function moveIntoArms(
  source: SourceOfText,
  matches: Map<StructureStatement, Placed<GeneratedStatement>[]>,
  offsets: Map<StructureStatement, number>,
): void {
  for (const statement of source.structure.statements) {
    if (statement.keyword) continue
    const offset = matches.get(statement)?.[0]?.node.start ?? offsets.get(statement)
    const arm = offset === undefined ? undefined : findChosenArm(statement, offset, source)
    if (arm === undefined) continue
    matches.delete(statement)
    offsets.set(statement, arm)
  }
}

/** Where the first of what came from a statement stands, if nothing like the statement itself is left. */
function findOffset(
  statement: StructureStatement,
  index: number,
  source: SourceOfText,
  finder: PlaceFinder,
): number | undefined {
  const { start, end, fn } = statement
  const isOther = (source.generated.statements.get(start) ?? []).length > 0
  const exact = isOther ? undefined : finder.findExact(start, fn)
  if (exact !== undefined || statement.keyword !== 'if') return exact ?? finder.findWithin(start + 1, end, fn)
  // The test of an `if` may be gone (a constant put in its place); what is left of its arms does not stand for it.
  return finder.findWithin(start + 1, endOfTest(source.structure.statements, index), fn)
}

function statementProbe(node: GeneratedStatement, source: SourceOfText): Probe {
  // The body of an arrow function is counted where the arrow begins: only there the function itself is meant.
  const isArrowBody = source.syntax.functions[node.fn]?.start === node.countAt
  return source.counting === 'v8' || isArrowBody
    ? { offset: node.countAt, inclusive: true, sign: 1 }
    : { offset: node.ranAt, inclusive: false, sign: 1 }
}

function matchByOrder(
  source: SourceOfText,
  functions: FunctionMatches,
  matches: Map<StructureStatement, Placed<GeneratedStatement>[]>,
  offsets: ReadonlyMap<StructureStatement, number>,
): void {
  const open = new Set<StructureFunction | undefined>()
  for (const statement of source.structure.statements) {
    if (!matches.has(statement) && !offsets.has(statement)) open.add(statement.fn)
  }
  if (open.size === 0) return
  const generated = groupBy(
    [...source.generated.statements.values()]
      .flat()
      .filter(placed => !placed.isBehind)
      .sort((a, b) => a.place - b.place || a.node.start - b.node.start)
      .map(placed => ({ ...placed, keyword: placed.node.keyword })),
    ({ node }) => functions.ownerOf(node.fn),
  )
  const structure = groupBy(source.structure.statements, statement => statement.fn)
  for (const fn of open) {
    const own = generated.get(fn)
    if (!own) continue
    const ranks = new Map(own.map((placed, rank) => [placed.index, rank]))
    const statements = structure.get(fn)!.filter(statement => !offsets.has(statement))
    const pairs = alignLeftOvers(
      statements.map((statement, i) => ({
        statement,
        place: statement.start,
        end: statement.end,
        next: statements[i + 1]?.start,
        keyword: statement.keyword,
      })),
      own,
      statements.map(statement => ranks.get(matches.get(statement)?.[0]?.index ?? -1) ?? -1),
    )
    for (const [{ statement }, placed] of pairs) if (!matches.has(statement)) matches.set(statement, [placed])
  }
}
