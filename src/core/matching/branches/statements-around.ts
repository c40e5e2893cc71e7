import type { StructureBranch, StructureStatement } from '../../structure/structure.ts'

/** The innermost statement around each branch, in the same function. */
export function findStatementsAround(
  branches: readonly StructureBranch[],
  statements: readonly StructureStatement[],
): Map<StructureBranch, StructureStatement> {
  const found = new Map<StructureBranch, StructureStatement>()
  const open: StructureStatement[] = []
  const closeBefore = (place: number) => {
    while (open.length > 0 && open.at(-1)!.end <= place) open.pop()
  }
  let next = 0
  for (const branch of branches) {
    for (; next < statements.length && statements[next]!.start <= branch.start; next++) {
      closeBefore(statements[next]!.start)
      open.push(statements[next]!)
    }
    closeBefore(branch.start)
    const statement = open.findLast(({ fn }) => fn === branch.fn)
    if (statement) found.set(branch, statement)
  }
  return found
}
