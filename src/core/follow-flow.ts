import { negateProbes, type Probe } from './counter.ts'
import type { Flow } from './flow-steps.ts'
import { endOfTest } from './folded-ifs.ts'
import type { Placed } from './generated-text.ts'
import { isJump } from './keyword.ts'
import type { Family } from './lost-statements.ts'
import type { SourceOfText } from './match-file.ts'
import type { StatementProbes } from './match-statements.ts'
import type { PlaceFinder } from './place-finder.ts'
import { findWords } from './source-words.ts'
import type { StructureStatement } from './structure.ts'
import type { GeneratedStatement } from './syntax.ts'

/** What is known of the statements of one source before the flow of the text is asked. */
export interface FoundStatements {
  matches: ReadonlyMap<StructureStatement, Placed<GeneratedStatement>[]>
  /** Where statements stand of which no statement is left. */
  offsets: ReadonlyMap<StructureStatement, number>
  family: Family
  found: StatementProbes
}

/** What the flow of a text told. */
export interface FollowedFlow {
  /** The statements of changed blocks, each with the first one of its block. */
  counted: Map<StructureStatement, StructureStatement>
  /** How often they were reached, whatever V8 would say of the original. */
  reaches: StatementProbes
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
  { matches, offsets, family, found }: FoundStatements,
): FollowedFlow {
  const { structure, counting, content } = source
  const counted = new Map<StructureStatement, StructureStatement>()
  const reaches: StatementProbes = new Map()
  const words = findWords(structure, content)
  const order = new Map(structure.statements.map((statement, i) => [statement, i]))

  /** Where a statement stands; `undefined` if nothing of it is left. */
  const locate = (statement: StructureStatement): number | undefined => {
    const node = matches.get(statement)?.[0]?.node
    if (!node || !/^(?:if|return|throw|switch)$/.test(statement.keyword ?? ''))
      return node?.start ?? offsets.get(statement)
    // `return a(), b`: what ran as often as the `return` is the last part.
    const inner = finder.findWithin(
      statement.start + 1,
      endOfTest(structure.statements, order.get(statement)!),
      statement.fn,
    )
    const isInside = inner !== undefined && inner > node.start && inner < node.end
    return isInside ? inner : node.start
  }
  /** Whether it is part of an expression now, and no statement of its own. */
  const isFolded = (statement: StructureStatement): boolean => {
    const offset = matches.has(statement) ? undefined : offsets.get(statement)
    return offset !== undefined && (statement.keyword === 'if' || source.syntax.folded.has(offset))
  }
  const isMinified = structure.statements.some(statement => statement.keyword === 'if' && isFolded(statement))
  /** By the first statement of a group: the one that begins what V8 counts around it. */
  const bases = new Map<StructureStatement, StructureStatement>()
  const baseOf = (statement: StructureStatement): StructureStatement => {
    const first = family.firstOf(statement)
    return bases.get(first) ?? first
  }
  const take = (
    statement: StructureStatement,
    from: StructureStatement,
    reach: Probe[] | undefined,
  ): void => {
    const probes = found.get(from)!
    found.set(statement, probes.length > 0 ? probes : (reach ?? []))
  }
  /** Class fields, decorators and parameters stand between statements and run elsewhere. */
  const isElsewhere = (statement: StructureStatement): boolean => {
    const node = matches.get(statement)?.[0]?.node
    const offset = node?.start ?? offsets.get(statement)
    const isInHead = statement.fn !== undefined && statement.start < statement.fn.bodyStart
    if (isInHead || node?.isField) return true
    return offset !== undefined && !(finder.isIn(offset, statement.fn) && flow.reachAt(offset))
  }
  const hasJump = (statement: StructureStatement, next: StructureStatement): boolean => {
    for (let i = order.get(statement)!; i < order.get(next)!; i++) {
      const { fn, keyword } = structure.statements[i]!
      if (fn === statement.fn && isJump(keyword)) return true
    }
    return false
  }
  /** `if (a) { b(); return x } return x` became `return a && b(), x`: what did not go through the `if` is left for the last. */
  const findRest = (
    before: StructureStatement | undefined,
    from: number | undefined,
    offset: number | undefined,
  ): Probe[] | undefined => {
    if (before?.keyword !== 'if' || from === undefined || offset === undefined) return undefined
    const children = family.childrenOf(before)
    if (matches.has(before) || !isJump(children.at(-1)?.keyword) || flow.isBehind(from, offset))
      return undefined
    const whole = reaches.get(before)
    const first = locate(children[0]!)
    const then = first !== undefined && flow.isBehind(from, first) ? flow.reachAt(first) : undefined
    return whole && then && [...whole, ...negateProbes(then)]
  }
  const isAwaited = (before: StructureStatement, statement: StructureStatement): boolean =>
    words.hasWait(before, statement) && !words.hasChoice(before, statement)

  for (const all of family.groups) {
    const group = all.filter(statement => !isElsewhere(statement))
    const first = group[0]
    if (first) bases.set(first, first)
    const around = first && family.parentOf(first)
    if (around && family.isUncounted(first)) bases.set(first, baseOf(around))
    const isChanged =
      counting === 'istanbul' ||
      (isMinified ? group.some(statement => !matches.has(statement)) : group.some(isFolded))
    if (!isChanged) continue
    let isOpen = false
    for (const [i, statement] of group.entries()) {
      const node = matches.get(statement)?.[0]?.node
      // The body of an arrow function is counted where the arrow begins.
      if (node && source.syntax.functions[node.fn]?.start === node.countAt) continue
      const offset = locate(statement)
      const before = group[i - 1]
      const from = before && locate(before)
      // `if (a) return x; b(); return x` became `return a || b(), x`: the last `x` is not the only one that came there.
      const isShared =
        from !== undefined &&
        offset !== undefined &&
        flow.isBehind(offset, from) &&
        !hasJump(before!, statement)
      const reach = isShared
        ? reaches.get(before!)
        : (findRest(before, from, offset) ?? (offset === undefined ? undefined : flow.reachAt(offset)))
      if (reach) reaches.set(statement, reach)
      const parent = family.parentOf(statement)
      if (counting === 'istanbul') {
        if (reach) found.set(statement, reach)
        continue
      }
      if (!before && parent && family.isUncounted(statement)) found.set(statement, found.get(parent)!)
      else if (!before || family.isRestart(before) || isAwaited(before, statement)) {
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
  return { counted, reaches }
}
