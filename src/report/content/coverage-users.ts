import type { CollectedLines } from './line-collector.ts'
import type { LineSet, ProcessReport } from './model.ts'
import type { Redact } from './redact.ts'

/** The contexts whose processes ran the lines of a coverage. Several contexts are tests that ran at the same time beside a server. */
interface CoverageUser {
  coverage: number
  contexts: string[]
}

/** Lists the users of all coverages. The lines of a server belong to its tests, and to its own context while no test ran. */
export function listUsers(
  { processes }: ProcessReport,
  { processes: coverages, parts }: CollectedLines,
  redact: Redact,
): CoverageUser[] {
  return processes.flatMap(({ id, context }): CoverageUser[] => {
    const coverage = coverages.get(id)
    if (coverage === undefined) return []
    return (
      parts.get(id)?.map(part => ({
        coverage: part.coverage,
        contexts: part.contexts.length > 0 ? redact(part.contexts) : [context],
      })) ?? [{ coverage, contexts: [context] }]
    )
  })
}

/** Notes in each set of lines the contexts that ran it, ascending. */
export function addContexts(
  { files = [], contexts = [], coverages = [] }: ProcessReport,
  users: CoverageUser[],
): void {
  const indexes = new Map(contexts.map((context, index) => [context, index]))
  const certain = new Map<LineSet, Set<number>>()
  const shared = new Map<LineSet, Set<number>>()
  for (const user of users) {
    const into = user.contexts.length > 1 ? shared : certain
    for (const [file, at] of coverages[user.coverage]!) {
      const set = files[file]!.sets![at]!
      const found = into.get(set) ?? new Set()
      for (const context of user.contexts) found.add(indexes.get(context)!)
      into.set(set, found)
    }
  }
  const ascending = (found: Iterable<number>) => [...found].sort((a, b) => a - b)
  for (const [set, found] of certain) set.contexts = ascending(found)
  for (const [set, found] of shared) {
    const only = ascending(found).filter(context => !set.contexts.includes(context))
    if (only.length > 0) set.shared = only
  }
}
