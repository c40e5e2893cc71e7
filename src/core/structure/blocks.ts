import { groupBy } from '../group-by.ts'
import { lowerBound } from '../lower-bound.ts'
import { isJump } from '../syntax/keyword.ts'
import { lineOf, type Place } from '../texts/place.ts'
import type { Structure, StructureStatement } from './structure.ts'

export type Blocks = ReturnType<typeof readBlocks>

/** Which statements stand directly in the same block. */
export function readBlocks({ statements, branches, clauses }: Structure) {
  interface Block {
    start: Place
    end: Place
    fn: StructureStatement['fn']
    statement?: StructureStatement
  }
  // The first arm of an `if` has the location of the whole: the else sets it apart.
  const arms = branches.flatMap(({ type, arms, fn }) =>
    (type === 'if' ? arms.slice(1) : type === 'switch' ? arms : []).flatMap(({ start, end }): Block[] =>
      start === undefined || end === undefined ? [] : [{ start, end, fn }],
    ),
  )
  const blocks: Block[] = [...arms, ...statements.map(statement => ({ ...statement, statement }))]
  blocks.sort((a, b) => a.start - b.start || b.end - a.end)
  const around = new Map<StructureStatement, Block | undefined>()
  const parents = new Map<StructureStatement, StructureStatement | undefined>()
  const open: Block[] = []
  for (const block of blocks) {
    while (open.length > 0 && open.at(-1)!.end <= block.start) open.pop()
    if (block.statement) {
      around.set(
        block.statement,
        open.findLast(outer => outer.fn === block.fn),
      )
      parents.set(
        block.statement,
        open.findLast(outer => outer.fn === block.fn && outer.statement)?.statement,
      )
    }
    open.push(block)
  }
  const functionOf = (statement: StructureStatement) => around.get(statement) ?? statement.fn
  const groups = [...groupBy(statements, functionOf).values()].flatMap(group =>
    /^(?:try|for)$/.test(parents.get(group[0]!)?.keyword ?? '') ? splitClauses(group, clauses) : [group],
  )
  const groupsOf = new Map(groups.flatMap(group => group.map(statement => [statement, group])))
  const groupOf = (statement: StructureStatement) => groupsOf.get(statement)!
  const ranks = new Map(groups.flatMap(group => group.map((statement, i) => [statement, i])))
  const children = groupBy(statements, statement => parents.get(statement))
  const elseStarts = new Map<Place, Place>()
  for (const { type, start, arms } of branches)
    if (type === 'if' && arms[1]?.start !== undefined) elseStarts.set(start, arms[1].start)
  const armsByIf = new Map<StructureStatement, Arms>()
  const isBodied = (statement: StructureStatement) =>
    /^(?:if|for|while|do|switch|try|with)$/.test(statement.keyword ?? '')
  return {
    groups,
    /** Whether V8 counts anew behind it: it has a body, or nothing gets there through it. */
    isRestart(statement: StructureStatement): boolean {
      if (isBodied(statement) || isJump(statement.keyword)) return true
      const [first] = children.get(statement) ?? []
      return first !== undefined && isBodied(first)
    },
    /** Statements directly in the first arm of an `if` without an else. */
    childrenOf: (statement: StructureStatement): readonly StructureStatement[] =>
      elseStarts.has(statement.start)
        ? []
        : (children.get(statement) ?? []).filter(child => child.start > statement.start),
    /** What stands directly in the two arms of an `if`; none for another statement. */
    armsOf(statement: StructureStatement | undefined): Arms {
      if (statement?.keyword !== 'if') return noArms
      let arms = armsByIf.get(statement)
      if (!arms) {
        const elseStart = elseStarts.get(statement.start) ?? Number.POSITIVE_INFINITY
        const own = (children.get(statement) ?? []).filter(child => child.start > statement.start)
        arms = [own.filter(({ start }) => start < elseStart), own.filter(({ start }) => start >= elseStart)]
        armsByIf.set(statement, arms)
      }
      return arms
    },
    /** Whether an arm of an `if` always leads elsewhere than behind it. */
    isLeaving(statement: StructureStatement): boolean {
      return this.armsOf(statement).some(arm => isJump(arm.at(-1)?.keyword))
    },
    /** Whether an `if` has an else. */
    hasElse: (statement: StructureStatement) => elseStarts.has(statement.start),
    /** The jumps in a statement that lead out of it; `undefined` where that is not known. */
    jumpsIn: (statement: StructureStatement) => findJumps(statement, inner => children.get(inner) ?? []),
    parentOf: (statement: StructureStatement) => parents.get(statement),
    firstOf: (statement: StructureStatement) => groupOf(statement)[0]!,
    nextOf: (statement: StructureStatement) => groupOf(statement)[ranks.get(statement)! + 1],
    /** The statement that has to be left behind before this one begins, if there is one. */
    leadOf(statement: StructureStatement): StructureStatement | undefined {
      return groupOf(statement)[ranks.get(statement)! - 1]
    },
    /** Whether it is the first of what V8 does not count by itself: the block of a `try`, the head of a loop. */
    isUncounted(statement: StructureStatement): boolean {
      const parent = parents.get(statement)
      if (parent?.keyword !== 'try' && parent?.keyword !== 'for') return false
      const clause = clauses[lowerBound(clauses, parent.start)]
      return parent.keyword === 'try'
        ? !(clause! < statement.start)
        : clause !== undefined && statement.start < clause
    },
    /** The one before, if it always goes on to this one; then those behind it, then those before it, nearest first. */
    siblingsOf(statement: StructureStatement): StructureStatement[] {
      const group = groupOf(statement)
      const at = ranks.get(statement)!
      const before = group.slice(0, at).reverse()
      const isPlain = before[0]?.keyword === ''
      return [...(isPlain ? before.slice(0, 1) : []), ...group.slice(at + 1), ...before]
    },
  }
}

/** Statements in the arms of an `if`. */
export type Arms = readonly [readonly StructureStatement[], readonly StructureStatement[]]

const noArms: Arms = [[], []]

function findJumps(
  statement: StructureStatement,
  childrenOf: (statement: StructureStatement) => readonly StructureStatement[],
): StructureStatement[] | undefined {
  const jumps: StructureStatement[] = []
  const visit = (
    inner: StructureStatement,
    isInLoop: boolean,
    isBroken: boolean,
    isCaught: boolean,
  ): boolean => {
    const { keyword = '' } = inner
    if (keyword === 'throw' && isCaught) return false
    if (keyword === 'return' || keyword === 'throw') jumps.push(inner)
    if ((keyword === 'continue' && !isInLoop) || (keyword === 'break' && !isBroken)) jumps.push(inner)
    const isLoop = isInLoop || /^(?:for|while|do)$/.test(keyword)
    return childrenOf(inner).every(child =>
      visit(child, isLoop, isBroken || isLoop || keyword === 'switch', isCaught || keyword === 'try'),
    )
  }
  return visit(statement, false, false, false) ? jumps : undefined
}

/** Parts the statements directly in a `try` or a `for` into those of its clauses. */
function splitClauses(
  group: readonly StructureStatement[],
  clauses: readonly Place[],
): StructureStatement[][] {
  const parts: StructureStatement[][] = []
  group.forEach((statement, i) => {
    const before = group[i - 1]
    // A location may reach to the end of its line, whatever stands there.
    const from = before && (lineOf(before.start) === lineOf(before.end) ? before.start : before.end)
    if (from === undefined || clauses[lowerBound(clauses, from)]! < statement.start) parts.push([statement])
    else parts.at(-1)!.push(statement)
  })
  return parts
}

/** Where the test of an `if` has ended for sure: at the first statement in it, else at its own end. */
export function endOfTest(statements: readonly StructureStatement[], index: number): number {
  const { fn, end } = statements[index]!
  for (let i = index + 1; i < statements.length && statements[i]!.start < end; i++)
    if (statements[i]!.fn === fn) return statements[i]!.start
  return end
}
