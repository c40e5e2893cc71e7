import type { Place } from '../texts/place.ts'
import type { Structure, StructureFunction, StructureStatement } from './structure.ts'

/** A part of a source that can hold statements: a statement, an `else`, a `case`. */
interface Block {
  start: Place
  end: Place
  fn: StructureFunction | undefined
  statement?: StructureStatement
}

/** What stands around each statement, in the same function. */
export interface Parents {
  /** The innermost statement. */
  statements: ReadonlyMap<StructureStatement, StructureStatement | undefined>
  /** The innermost statement, `else` or `case`; statements with the same one are in the same block. */
  blocks: ReadonlyMap<StructureStatement, object | undefined>
}

/** Finds what stands around each statement, by locations alone. */
export function findParents({ statements, branches }: Structure): Parents {
  const blocks: Block[] = statements.map(statement => ({ ...statement, statement }))
  for (const { type, arms, fn } of branches) {
    // The location of an `if`'s first arm is that of the whole `if`: only its `else` has one of its own.
    const located = type === 'if' ? arms.slice(1) : type === 'switch' ? arms : []
    for (const { start, end } of located)
      if (start !== undefined && end !== undefined) blocks.push({ start, end, fn })
  }
  // Where locations are equal, an arm is around the statement.
  blocks.sort((a, b) => a.start - b.start || b.end - a.end || rankOf(a) - rankOf(b))

  const parents = { statements: new Map(), blocks: new Map() }
  const open: Block[] = []
  for (const block of blocks) {
    while (open.length > 0 && open.at(-1)!.end <= block.start) open.pop()
    const { statement, fn } = block
    if (statement) {
      parents.blocks.set(
        statement,
        open.findLast(outer => outer.fn === fn),
      )
      parents.statements.set(statement, open.findLast(outer => outer.fn === fn && outer.statement)?.statement)
    }
    open.push(block)
  }
  return parents
}

function rankOf({ statement }: Block): number {
  return statement ? 1 : 0
}
