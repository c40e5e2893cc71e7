import type { StructureBranch } from '../../structure/structure.ts'

/** Yields each branch with the branches around it, from the outermost on. @param branches sorted by start */
export function* nestBranches(
  branches: readonly StructureBranch[],
): Generator<[branch: StructureBranch, around: readonly StructureBranch[]]> {
  let around: StructureBranch[] = []
  for (const branch of branches) {
    around = around.filter(({ end }) => end > branch.start)
    yield [branch, around]
    around.push(branch)
  }
}
