import type { FileCoverageData } from '../../core/index.ts'

/** A branch of which some arms never ran: its line, how many arms ran, how many there are. */
export type PartialBranch = [line: number, taken: number, arms: number]

/**
 * Lists the branches that ran but not with all their arms, by line. Istanbul's HTML report marks the same ones: a branch with a
 * single arm (a default value) counts as soon as its arm did not run.
 */
export function listPartialBranches({ branchMap, b }: FileCoverageData): PartialBranch[] {
  const found: PartialBranch[] = []
  for (const [id, counts] of Object.entries(b)) {
    const taken = counts.filter(count => count > 0).length
    const isPartial = taken < counts.length && (taken > 0 || counts.length === 1)
    const line = branchMap[id]?.loc.start.line ?? branchMap[id]?.line
    if (isPartial && line !== undefined) found.push([line, taken, counts.length])
  }
  return found.sort((a, b) => a[0] - b[0])
}
