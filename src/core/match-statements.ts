import { alignLeftOvers } from './align.ts'
import type { Probe } from './counter.ts'
import type { Placed } from './generated-text.ts'
import type { SourceOfText } from './match-file.ts'
import type { FunctionMatches } from './match-functions.ts'
import type { PlaceFinder } from './place-finder.ts'
import type { StructureFunction, StructureStatement } from './structure.ts'
import type { GeneratedStatement } from './syntax.ts'

/** The probes of each statement of a structure, in the structure's order. */
export type StatementProbes = Map<StructureStatement, Probe[]>

/**
 * Finds where each statement's count stands in the text V8 ran: a statement that came from the same place, else one at the
 * same rank between two of those, else whatever came from its place (a minifier made an expression of it).
 */
export function matchStatements(
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
): StatementProbes {
  const matches = new Map<StructureStatement, Placed<GeneratedStatement>[]>()
  for (const statement of source.structure.statements) {
    const own = finder.inside(source.generated.statements.get(statement.start) ?? [], statement.fn)
    if (own.length > 0) matches.set(statement, finder.choose(own, statement.fn, statement.end))
  }
  matchByOrder(source, functions, matches)
  for (const statement of source.structure.statements) {
    // A class field's value may have moved into the constructor.
    const moved = matches.has(statement) ? undefined : source.generated.statements.get(statement.start)
    if (moved) matches.set(statement, finder.choose(moved, statement.fn, statement.end))
  }

  const found: StatementProbes = new Map()
  const lost: StructureStatement[] = []
  for (const statement of source.structure.statements) {
    const { start, end, fn } = statement
    const placed = matches.get(statement)
    if (placed) {
      found.set(
        statement,
        placed.map(({ node }) => statementProbe(node, source)),
      )
      continue
    }
    const offset = finder.findExact(start, fn) ?? finder.findWithin(start, end, fn)
    found.set(statement, offset === undefined ? [] : [{ offset, inclusive: false, sign: 1 }])
    if (offset === undefined) lost.push(statement)
  }
  if (lost.length > 0) fillLost(lost, source, functions, found)
  return found
}

function statementProbe(node: GeneratedStatement, source: SourceOfText): Probe {
  // The body of an arrow function is counted where the arrow begins: only there the function itself is meant.
  const isArrowBody = source.syntax.functions[node.fn]?.start === node.countAt
  return source.counting === 'v8' || isArrowBody
    ? { offset: node.countAt, inclusive: true, sign: 1 }
    : { offset: node.start, inclusive: false, sign: 1 }
}

function matchByOrder(
  source: SourceOfText,
  functions: FunctionMatches,
  matches: Map<StructureStatement, Placed<GeneratedStatement>[]>,
): void {
  const open = new Set<StructureFunction | undefined>()
  for (const statement of source.structure.statements) if (!matches.has(statement)) open.add(statement.fn)
  if (open.size === 0) return
  const generated = groupBy(
    [...source.generated.statements.values()]
      .flat()
      .filter(placed => !placed.isBehind)
      .sort((a, b) => a.node.start - b.node.start),
    ({ node }) => functions.ownerOf(node.fn),
  )
  const structure = groupBy(source.structure.statements, statement => statement.fn)
  for (const fn of open) {
    const own = generated.get(fn)
    if (!own) continue
    const ranks = new Map(own.map((placed, rank) => [placed.index, rank]))
    const statements = structure.get(fn)!
    const pairs = alignLeftOvers(
      statements.map((statement, i) => ({
        statement,
        place: statement.start,
        end: statement.end,
        next: statements[i + 1]?.start,
      })),
      own,
      statements.map(statement => ranks.get(matches.get(statement)?.[0]?.index ?? -1) ?? -1),
    )
    for (const [{ statement }, placed] of pairs) if (!matches.has(statement)) matches.set(statement, [placed])
  }
}

function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

/**
 * Statements without a trace in the text. In a function that was kept they were folded into their neighbours and ran as
 * often; imports and exports that a bundler resolved ran with their module; all else was dropped and never ran.
 */
function fillLost(
  lost: StructureStatement[],
  source: SourceOfText,
  functions: FunctionMatches,
  found: StatementProbes,
): void {
  const family = groupSiblings(source.structure.statements)
  const filled = new Map<StructureStatement, Probe[]>()
  for (const statement of lost) {
    if (statement.fn && functions.generatedFor(statement.fn).length === 0) continue
    const siblings = family.of(statement)
    const at = siblings.indexOf(statement)
    const nearest = [...siblings.slice(at + 1), ...siblings.slice(0, at).reverse()].find(
      s => found.get(s)!.length > 0,
    )
    if (nearest) filled.set(statement, found.get(nearest)!)
    // swc maps nothing inside an enum: directly in a function, a statement ran as often as the function.
    else if (statement.fn && family.isTop(statement))
      filled.set(statement, functions.probesFor(statement.fn, source.counting))
  }
  for (const [statement, probes] of filled) found.set(statement, probes)
}

/** Statements directly in the same statement of the same function. */
function groupSiblings(statements: StructureStatement[]) {
  const parents = new Map<StructureStatement, StructureStatement | StructureFunction | undefined>()
  const open: StructureStatement[] = []
  for (const statement of statements) {
    while (open.length > 0 && open.at(-1)!.end <= statement.start) open.pop()
    parents.set(statement, open.findLast(outer => outer.fn === statement.fn) ?? statement.fn)
    open.push(statement)
  }
  const groups = groupBy(statements, statement => parents.get(statement))
  return {
    of: (statement: StructureStatement) => groups.get(parents.get(statement))!,
    isTop: (statement: StructureStatement) => parents.get(statement) === statement.fn,
  }
}
