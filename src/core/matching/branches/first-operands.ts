import type { Probe } from '../../counting/counter.ts'
import { findWords } from '../../structure/source-words.ts'
import type { StructureBranch, StructureStatement } from '../../structure/structure.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'

/**
 * The first operand of a logical expression has no count of its own: V8 gives it that of where it stands. In a block that a
 * minifier changed that is the count of its statement in the original, or that of the whole block behind another choice.
 * `counted` holds the statements of such blocks, each with the first one of its block.
 */
export function countFirstOperands(
  { structure, content, counting }: SourceOfText,
  statements: StatementProbes,
  counted: ReadonlyMap<StructureStatement, StructureStatement>,
  found: Map<StructureBranch, Probe[][]>,
): void {
  if (counted.size === 0 || counting !== 'v8') return
  const words = findWords(structure, content)
  const around = findStatements(structure.branches, structure.statements)
  let open: StructureBranch[] = []
  for (const branch of structure.branches) {
    open = open.filter(({ end }) => end > branch.start)
    open.push(branch)
    const statement = around.get(branch)
    const first = statement && counted.get(statement)
    const arms = found.get(branch)!
    if (!first || branch.type !== 'binary-expr' || /^(?:for|while|do)$/.test(statement.keyword ?? ''))
      continue
    if (isNested(branch, open) || words.hasWait(statement, branch)) continue
    const probes = statements.get(words.hasChoice(statement, branch) ? first : statement)!
    if (probes.length > 0) arms[0] = probes
  }
}

/** Whether a branch stands in an operand or arm of one around it that V8 counts. */
function isNested(branch: StructureBranch, around: readonly StructureBranch[]): boolean {
  return around.some(
    ({ type, arms, end }) =>
      (type === 'binary-expr' || type === 'cond-expr' || type === 'default-arg') &&
      branch.end <= end &&
      arms
        .slice(type === 'binary-expr' ? 1 : 0)
        .some(arm => arm.start !== undefined && arm.start <= branch.start && branch.start < arm.end!),
  )
}

/** The innermost statement around each branch, in the same function. */
function findStatements(
  branches: readonly StructureBranch[],
  statements: readonly StructureStatement[],
): Map<StructureBranch, StructureStatement> {
  const around = new Map<StructureBranch, StructureStatement>()
  const open: StructureStatement[] = []
  let next = 0
  for (const branch of branches) {
    while (next < statements.length && statements[next]!.start <= branch.start) {
      while (open.length > 0 && open.at(-1)!.end <= statements[next]!.start) open.pop()
      open.push(statements[next++]!)
    }
    while (open.length > 0 && open.at(-1)!.end <= branch.start) open.pop()
    const statement = open.findLast(({ fn }) => fn === branch.fn)
    if (statement) around.set(branch, statement)
  }
  return around
}
