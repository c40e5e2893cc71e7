import type { Blocks } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'

/** What is asked of statements where a minifier may have put them. */
export interface Locations {
  /** Where in the text the first thing that a statement does stands. */
  locate(statement: StructureStatement): number | undefined
  /** Where the test of an `if` stands. */
  locateTest(statement: StructureStatement): number | undefined
  /** Whether an `if` is part of an expression now, or of the test of another. */
  isFolded(statement: StructureStatement): boolean
  /** Whether it runs elsewhere than it stands, as class fields do. */
  isElsewhere(statement: StructureStatement): boolean
  /** Whether it shares what it leads to with other `if`s. */
  isShared(statement: StructureStatement): boolean
  /** Whether V8 counts anew at a statement, as the one before waits. */
  isAwaited(before: StructureStatement, statement: StructureStatement): boolean
}

/** Statements of a block that are reached together: nothing between them goes elsewhere. */
export interface Run {
  statements: StructureStatement[]
  /** The folded `if` that decides whether they are reached, if there is one. */
  controller: StructureStatement | undefined
  /** What comes before it in its block, and behind it. */
  before: StructureStatement | undefined
  next: StructureStatement | undefined
}

/** Finds the run of each statement. */
export function findRuns(blocks: Blocks, locations: Locations): Map<StructureStatement, Run> {
  const runs = new Map<StructureStatement, Run>()
  const toController = (statement: StructureStatement) =>
    locations.isFolded(statement) ? statement : undefined
  for (const all of blocks.groups) {
    const group = all.filter(statement => !locations.isElsewhere(statement))
    let run: Run | undefined
    for (const [i, statement] of group.entries()) {
      const before = group[i - 1]
      if (run && before && !blocks.isRestart(before) && !locations.isAwaited(before, statement))
        run.statements.push(statement)
      else {
        const around = blocks.parentOf(statement)
        let controller = run ? run.controller : around?.keyword === 'if' ? toController(around) : undefined
        if (before && blocks.isLeaving(before)) controller = toController(before)
        if (run) run.next = statement
        run = { statements: [statement], controller, before, next: undefined }
      }
      runs.set(statement, run)
    }
  }
  return runs
}
