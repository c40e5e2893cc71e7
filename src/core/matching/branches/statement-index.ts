import type { Probe } from '../../counting/counter.ts'
import { lowerBound } from '../../lower-bound.ts'
import type { StructureBranch, StructureFunction, StructureStatement } from '../../structure/structure.ts'
import type { Place } from '../../texts/place.ts'
import type { StatementProbes } from '../source.ts'

/** Looks up the probes of statements by place. */
export interface StatementIndex {
  /** Probes of the statement that begins at a place, in a function. */
  at(start: Place, fn: StructureFunction | undefined): Probe[] | undefined
  /** The first statement from `start` to `end` that is inside a branch and in the same function. */
  findFirst(start: Place, end: Place, branch: StructureBranch): StructureStatement | undefined
  /** The probes of that statement. */
  firstIn(start: Place, end: Place, branch: StructureBranch): Probe[] | undefined
}

/** @param statements in the order of their places */
export function indexStatements(statements: StatementProbes): StatementIndex {
  const all = [...statements.keys()]
  const starts = all.map(({ start }) => start)
  const findFirst: StatementIndex['findFirst'] = (from, to, branch) => {
    for (let i = lowerBound(starts, from); starts[i]! < to; i++) {
      const { fn, start, end } = all[i]!
      if (fn === branch.fn && start > branch.start && end <= to && end <= branch.end) return all[i]
    }
    return undefined
  }
  return {
    findFirst,
    at(start, fn) {
      for (let i = lowerBound(starts, start); starts[i] === start; i++)
        if (all[i]!.fn === fn) return statements.get(all[i]!)
      return undefined
    },
    firstIn(from, to, branch) {
      const first = findFirst(from, to, branch)
      return first && statements.get(first)
    },
  }
}
