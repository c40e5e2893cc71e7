import { groupBy } from '../../group-by.ts'
import { endOfTest, type StructureFunction, type StructureStatement } from '../../structure/structure.ts'
import { isJump } from '../../syntax/keyword.ts'
import type { GeneratedStatement } from '../../syntax/syntax.ts'
import type { Place } from '../../texts/place.ts'
import type { FunctionMatches } from '../functions/function-matches.ts'
import type { PlaceFinder } from '../place-finder.ts'
import { alignLeftOvers } from '../places/align.ts'
import type { Placed } from '../places/generated-text.ts'
import type { SourceOfText } from '../source.ts'
import { findFoldedIfs } from '../unfold/folded-ifs.ts'
import type { PlacedStatements } from '../unfold/statement-locations.ts'
import { findChosenArm } from './chosen-arm.ts'

/** Places the statements of a source, surest evidence first: equal places, then the order between them, then anything mapped. */
export function placeStatements(
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
): PlacedStatements {
  const matches = matchByPlace(source, finder)
  const folded = findFoldedIfs(source, finder, matches)
  for (const statement of folded.keys()) matches.delete(statement)
  const placed = { matches, folded, offsets: findFoldedExpressions(source, finder, matches) }
  for (const [statement, { test }] of folded) placed.offsets.set(statement, test)
  if (!source.mapper.offsetAt && source.syntax.values.size > 0) moveIntoArms(source, placed)
  matchByOrder(source, functions, placed)
  placeRest(source, finder, placed)
  return placed
}

function matchByPlace(source: SourceOfText, finder: PlaceFinder): PlacedStatements['matches'] {
  const matches: PlacedStatements['matches'] = new Map()
  for (const statement of source.structure.statements) {
    const own = finder.inside(findCandidates(statement, source), statement.fn)
    if (own.length > 0) matches.set(statement, finder.choose(own, statement.fn, statement.end))
  }
  return matches
}

/**
 * Generated statements with the same place. A minifier's `return a || b` can have that of an `if`: the keywords must be equal, or those of
 * two jumps, as swc writes `break` for a `return` that is behind the loop, too.
 */
function findCandidates(
  { start, keyword, keywordAt }: StructureStatement,
  { generated }: SourceOfText,
): Placed<GeneratedStatement>[] {
  const findAt = (place: Place) => {
    const candidates = generated.statements.get(place) ?? []
    if (keyword === undefined) return candidates
    const isSame = ({ node, exact }: Placed<GeneratedStatement>) =>
      node.keyword === keyword || (exact && isJump(keyword) && isJump(node.keyword))
    return candidates.filter(isSame)
  }
  const found = findAt(start)
  return found.length > 0 || keywordAt === undefined ? found : findAt(keywordAt)
}

/** Statements without a keyword whose place leads to a part of a sequence, an arm or an operand. */
function findFoldedExpressions(
  source: SourceOfText,
  finder: PlaceFinder,
  matches: PlacedStatements['matches'],
): PlacedStatements['offsets'] {
  const offsets: PlacedStatements['offsets'] = new Map()
  for (const statement of source.structure.statements) {
    if (matches.has(statement) || statement.keyword) continue
    const offset = finder.findExact(statement.start, statement.fn)
    if (offset !== undefined && source.syntax.folded.has(offset)) offsets.set(statement, offset)
  }
  return offsets
}

/** Moves each statement that shares an assignment or call with others now to the arm that came from it. */
function moveIntoArms(source: SourceOfText, { matches, offsets }: PlacedStatements): void {
  for (const statement of source.structure.statements) {
    if (statement.keyword) continue
    const offset = matches.get(statement)?.[0]?.node.start ?? offsets.get(statement)
    const arm = offset === undefined ? undefined : findChosenArm(statement, offset, source)
    if (arm === undefined) continue
    matches.delete(statement)
    offsets.set(statement, arm)
  }
}

/** Matches statements by their rank between two matches in the same function. */
function matchByOrder(
  source: SourceOfText,
  functions: FunctionMatches,
  { matches, offsets }: PlacedStatements,
): void {
  const open = new Set<StructureFunction | undefined>()
  for (const statement of source.structure.statements)
    if (!matches.has(statement) && !offsets.has(statement)) open.add(statement.fn)
  if (open.size === 0) return
  const generated = groupBy(
    [...source.generated.statements.values()]
      .flat()
      .filter(placed => !placed.isBeforeMappings)
      .sort((a, b) => a.place - b.place || a.node.start - b.node.start)
      .map(placed => ({ ...placed, keyword: placed.node.keyword })),
    ({ node }) => functions.ownerOf(node.fn),
  )
  const structure = groupBy(source.structure.statements, statement => statement.fn)
  for (const fn of open) {
    const own = generated.get(fn)
    if (!own) continue
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
      ({ statement }) => matches.get(statement)?.[0]?.index,
    )
    for (const [{ statement }, placed] of pairs) if (!matches.has(statement)) matches.set(statement, [placed])
  }
}

/** Places the rest: in any function, because class fields move into constructors, or at the first mapping of the statement. */
function placeRest(source: SourceOfText, finder: PlaceFinder, { matches, offsets }: PlacedStatements): void {
  for (const [i, statement] of source.structure.statements.entries()) {
    if (matches.has(statement) || offsets.has(statement)) continue
    // A constant may stand at the beginning of a statement that uses it.
    const isAllowed = ({ node }: Placed<GeneratedStatement>) =>
      !statement.isDeclared || finder.isIn(node.start, statement.fn)
    const moved = findCandidates(statement, source).filter(isAllowed)
    if (moved.length > 0) {
      matches.set(statement, finder.choose(moved, statement.fn, statement.end))
      continue
    }
    const isExpression = !statement.keyword && !statement.isDeclared
    const offset =
      findFirstMapping(statement, i, source, finder) ??
      (isExpression ? finder.findMoved(statement.start) : undefined)
    if (offset === undefined) continue
    // Minifiers map nothing of the `while` that became a `for`: its first mapping is in the test, or in the body.
    const isLoop = /^(?:for|while|do)$/.test(statement.keyword ?? '')
    offsets.set(statement, isLoop ? source.syntax.flow().loopAround(offset) : offset)
  }
}

/** Offset of the first code that came from a statement. */
function findFirstMapping(
  statement: StructureStatement,
  index: number,
  source: SourceOfText,
  finder: PlaceFinder,
): number | undefined {
  const { start, end, fn, keyword } = statement
  // A generated expression is no other statement: `if (!a) a = b` became `a ||= b`.
  const isOther = source.generated.statements
    .get(start)
    ?.some(({ node }) => keyword !== 'if' || node.keyword !== '')
  const exact = isOther ? undefined : finder.findExact(start, fn)
  if (exact !== undefined) return exact
  // Where a constant took the place of the test, the arms do not stand for the `if`.
  const before = statement.keyword === 'if' ? endOfTest(source.structure.statements, index) : end
  const within = finder.findWithin(start + 1, before, fn)
  return within === undefined && keyword === 'return' ? finder.findMadeFunction(start + 1, end, fn) : within
}
