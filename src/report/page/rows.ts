import type { ListAddress } from './address.ts'
import type { Sorting } from './arrangement.ts'
import type { Entry, Run } from './data.ts'
import { groupByTest, nestByParent, type RowNode } from './row-tree.ts'

/** One row of the process list. */
export interface Row {
  /** Unique; the list remembers by it whether the row is open. */
  key: string
  /** 1 for the outermost. */
  level: number
  label: string
  isOpen: boolean
  hasChildren: boolean
  /** The process; absent on the row of a test file or test. */
  entry: Entry | undefined
  /** Wrappers that started the process, outermost first; they have no rows of their own. */
  wrappers: readonly Entry[]
  /** How many processes stand below a test file or test. */
  count: number
  /** How many of these were lost. */
  lost: number
  /** Shown only because of the rows below it. */
  isBeside: boolean
  from: number
  to: number
}

/** With more rows than these, test files start closed. */
const mostOpen = 400

/** The sums of a row and all rows below it. */
type Sums = Pick<Row, 'count' | 'lost' | 'from' | 'to'>

/**
 * Lays the processes out as rows.
 * @param found processes that the filter lets through; their parents are shown beside them
 * @param toggled keys of the rows that the reader opened or closed
 */
export function buildRows(
  run: Run,
  found: ReadonlySet<Entry>,
  { arrangement, sorting, hasWrappers }: ListAddress,
  toggled: ReadonlySet<string>,
): Row[] {
  const shown = withParents(found, arrangement === 'tests')
  const roots =
    arrangement === 'tests'
      ? groupByTest(run, shown, !hasWrappers)
      : nestByParent(
          run.entries.filter(entry => shown.has(entry)),
          shown,
          !hasWrappers,
        )
  if (sorting !== 'start') sortNodes(roots, sorting)
  const isOpenAtFirst = shown.size <= mostOpen
  const rows: Row[] = []
  const add = (node: RowNode, level: number): Sums => {
    const isOpen = (isOpenAtFirst || level > 1) !== toggled.has(node.key)
    const row = makeRow(node, level, isOpen, found)
    const at = rows.push(row)
    for (const child of node.children) addSums(row, add(child, level + 1))
    // The rows below a closed one were made for the sums alone.
    if (!isOpen) rows.length = at
    return row
  }
  for (const root of roots) add(root, 1)
  return rows
}

function makeRow(node: RowNode, level: number, isOpen: boolean, found: ReadonlySet<Entry>): Row {
  const { entry, key, label, children, wrappers } = node
  const isFound = entry !== undefined && (found.has(entry) || wrappers.some(wrapper => found.has(wrapper)))
  return {
    key,
    level,
    label,
    isOpen,
    hasChildren: children.length > 0,
    entry,
    wrappers,
    count: (entry && found.has(entry) ? 1 : 0) + wrappers.filter(wrapper => found.has(wrapper)).length,
    lost: entry && found.has(entry) && entry.process.state === 'lost' ? 1 : 0,
    isBeside: entry !== undefined && !isFound,
    from: entry ? entry.from : Number.POSITIVE_INFINITY,
    to: entry ? entry.to : 0,
  }
}

function addSums(row: Row, below: Sums): void {
  row.count += below.count
  row.lost += below.lost
  if (row.entry) return
  row.from = Math.min(row.from, below.from)
  row.to = Math.max(row.to, below.to)
}

/** Adds the parents of the processes found, as far up as the list nests them. */
function withParents(found: ReadonlySet<Entry>, isByTest: boolean): Set<Entry> {
  const shown = new Set(found)
  for (const entry of found) {
    for (let above = entry.parent; above && !shown.has(above); above = above.parent) {
      if (isByTest && above.context !== entry.context) break
      shown.add(above)
    }
  }
  return shown
}

/** Sorts each level, greatest value first. A test has the greatest value of its processes. Returns the greatest of all. */
function sortNodes(nodes: RowNode[], sorting: Exclude<Sorting, 'start'>): number {
  const values = new Map<RowNode, number>()
  let most = 0
  for (const node of nodes) {
    const below = sortNodes(node.children, sorting)
    const value = node.entry ? sortValue(node.entry, sorting) : below
    values.set(node, value)
    most = Math.max(most, value, below)
  }
  nodes.sort((a, b) => values.get(b)! - values.get(a)!)
  return most
}

function sortValue({ process, from, to }: Entry, sorting: Exclude<Sorting, 'start'>): number {
  if (sorting === 'time') return to - from
  return (sorting === 'lines' ? process.coveredLines : process.ownLines) ?? 0
}
