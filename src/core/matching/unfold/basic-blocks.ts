import type { Blocks } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import type { StatementLocations } from './statement-locations.ts'

/** Statements of one list that run equally often: execution can neither enter nor leave between two of them. */
export interface BasicBlock {
  statements: StructureStatement[]
  /** The folded `if` that decides whether execution gets here; `undefined` if there is none. */
  controller: StructureStatement | undefined
  /** The statement before the block in its list. */
  before: StructureStatement | undefined
  /** The statement behind the block in its list. */
  next: StructureStatement | undefined
}

/** Divides the lists of a source into basic blocks; returns the block of each statement. */
export function findBasicBlocks(
  blocks: Blocks,
  locations: StatementLocations,
): Map<StructureStatement, BasicBlock> {
  const found = new Map<StructureStatement, BasicBlock>()
  for (const list of locations.lists) {
    let block: BasicBlock | undefined
    let before: StructureStatement | undefined
    for (const statement of list) {
      if (locations.isElsewhere(statement)) continue
      if (block && before && !blocks.endsRange(before) && !locations.isBehindWait(before, statement))
        block.statements.push(statement)
      else {
        const controller = findController(statement, before, block, blocks, locations)
        if (block) block.next = statement
        block = { statements: [statement], controller, before, next: undefined }
      }
      found.set(statement, block)
      before = statement
    }
  }
  return found
}

/** The statement before it where that may jump away, else the controller of the list so far, else the `if` around the list. */
function findController(
  statement: StructureStatement,
  before: StructureStatement | undefined,
  block: BasicBlock | undefined,
  blocks: Blocks,
  locations: StatementLocations,
): StructureStatement | undefined {
  const ifFolded = (decider: StructureStatement) => (locations.isFolded(decider) ? decider : undefined)
  if (before && blocks.hasJumpingArm(before)) return ifFolded(before)
  if (block) return block.controller
  const around = blocks.parentOf(statement)
  return around?.keyword === 'if' ? ifFolded(around) : undefined
}
