import type { Probe } from './counter.ts'
import type { SourceOfText } from './match-file.ts'
import type { FunctionMatches } from './match-functions.ts'
import type { PlaceFinder } from './place-finder.ts'
import type { StructureFunction, StructureStatement } from './structure.ts'

/** The probes of each statement of a structure, in the structure's order. */
export type StatementProbes = Map<StructureStatement, Probe[]>

/** Finds where each statement's count stands in the text V8 ran. */
export function matchStatements(
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
): StatementProbes {
  const found: StatementProbes = new Map()
  const lost: StructureStatement[] = []
  for (const statement of source.structure.statements) {
    const probes = findProbes(statement, source, finder)
    found.set(statement, probes)
    if (probes.length === 0) lost.push(statement)
  }
  if (lost.length > 0) fillLost(lost, source, functions, found)
  return found
}

function findProbes(statement: StructureStatement, source: SourceOfText, finder: PlaceFinder): Probe[] {
  const { start, end, fn } = statement
  const candidates = source.generated.statements.get(start)
  if (candidates) {
    return finder.choose(candidates, fn, end).map(({ node }) => {
      // Only the body of an arrow function is counted before its own start: where the arrow begins.
      const isArrowBody = source.syntax.functions[node.fn]?.start === node.countAt
      return source.counting === 'v8' || isArrowBody
        ? { offset: node.countAt, inclusive: true, sign: 1 }
        : { offset: node.start, inclusive: false, sign: 1 }
    })
  }
  // A minifier made an expression of it, or its start has no mapping of its own.
  const offset = finder.findExact(start, fn) ?? finder.findWithin(start, end, fn)
  return offset === undefined ? [] : [{ offset, inclusive: false, sign: 1 }]
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
  const statements = source.structure.statements
  const neighbours = new Map<StructureStatement, StructureStatement[]>()
  const siblingsOf = groupSiblings(statements)
  for (const statement of lost) {
    if (isDropped(statement.fn, functions)) continue
    const siblings = siblingsOf(statement)
    const at = siblings.indexOf(statement)
    const ordered = [...siblings.slice(at + 1), ...siblings.slice(0, at).reverse()]
    neighbours.set(statement, ordered)
  }
  const filled = new Map<StructureStatement, Probe[]>()
  for (const [statement, ordered] of neighbours) {
    const nearest = ordered.find(sibling => found.get(sibling)!.length > 0)
    if (nearest) filled.set(statement, found.get(nearest)!)
  }
  for (const [statement, probes] of filled) found.set(statement, probes)
}

function isDropped(fn: StructureFunction | undefined, functions: FunctionMatches): boolean {
  return fn !== undefined && functions.generatedFor(fn).length === 0
}

/** Statements directly in the same statement of the same function. */
function groupSiblings(
  statements: StructureStatement[],
): (statement: StructureStatement) => StructureStatement[] {
  const groups = new Map<StructureStatement | StructureFunction | undefined, StructureStatement[]>()
  const parents = new Map<StructureStatement, StructureStatement | StructureFunction | undefined>()
  const open: StructureStatement[] = []
  for (const statement of statements) {
    while (open.length > 0 && open.at(-1)!.end <= statement.start) open.pop()
    const around = open.findLast(outer => outer.fn === statement.fn)
    const parent = around ?? statement.fn
    parents.set(statement, parent)
    const group = groups.get(parent)
    if (group) group.push(statement)
    else groups.set(parent, [statement])
    open.push(statement)
  }
  return statement => groups.get(parents.get(statement))!
}
