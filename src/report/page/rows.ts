import { contextSeparator } from '../../contract/context.ts'
import type { Entry, Run } from './data.ts'
import { keyOf } from './data.ts'

/** One row of the process list. */
export interface Row {
  /** Unique; under it the row is opened and closed. */
  key: string
  /** 1 for the outermost. */
  level: number
  label: string
  isOpen: boolean
  hasChildren: boolean
  /** The process; absent on the row of a test file or test. */
  entry: Entry | undefined
  /** How many processes stand below a test file or test. */
  count: number
  /** How many of these were lost. */
  lost: number
  /** Shown only because of what is below it. */
  isBeside: boolean
  from: number
  to: number
}

/** By test that started them, or by parent process alone. */
export type Arrangement = 'tests' | 'parents'

interface Node {
  key: string
  label: string
  entry: Entry | undefined
  children: Node[]
}

/** More rows than these, and test files start closed. */
const mostOpen = 400

/**
 * Lays the processes out as rows.
 * @param found processes that the filter lets through; their parents are shown beside them
 * @param toggled keys of the rows that are not as they would be by themselves
 */
export function buildRows(
  run: Run,
  found: ReadonlySet<Entry>,
  arrangement: Arrangement,
  toggled: ReadonlySet<string>,
): Row[] {
  const shown = withParents(found, arrangement)
  const roots =
    arrangement === 'tests'
      ? groupByTest(run, shown)
      : nest(
          run.entries.filter(entry => shown.has(entry)),
          shown,
          true,
        )
  const isOpenAtFirst = shown.size <= mostOpen
  const rows: Row[] = []
  const add = (node: Node, level: number): Pick<Row, 'count' | 'lost' | 'from' | 'to'> => {
    const { entry, key, label, children } = node
    const isOpen = (isOpenAtFirst || level > 1) !== toggled.has(key)
    const row: Row = {
      key,
      level,
      label,
      isOpen,
      hasChildren: children.length > 0,
      entry,
      count: entry && found.has(entry) ? 1 : 0,
      lost: entry && found.has(entry) && entry.process.state === 'lost' ? 1 : 0,
      isBeside: entry !== undefined && !found.has(entry),
      from: entry ? entry.from : Number.POSITIVE_INFINITY,
      to: entry ? entry.to : 0,
    }
    const at = rows.push(row)
    for (const child of children) {
      const below = add(child, level + 1)
      row.count += below.count
      row.lost += below.lost
      if (!entry) {
        row.from = Math.min(row.from, below.from)
        row.to = Math.max(row.to, below.to)
      }
    }
    if (!isOpen) rows.length = at
    return row
  }
  for (const root of roots) add(root, 1)
  return rows
}

/** Adds those above what was found, as far as the arrangement puts them above it. */
function withParents(found: ReadonlySet<Entry>, arrangement: Arrangement): Set<Entry> {
  const shown = new Set(found)
  for (const entry of found) {
    for (let above = entry.parent; above && !shown.has(above); above = above.parent) {
      if (arrangement === 'tests' && above.context !== entry.context) break
      shown.add(above)
    }
  }
  return shown
}

/** Test file, then suite and test, then the processes under it. */
function groupByTest(run: Run, shown: ReadonlySet<Entry>): Node[] {
  const files = new Map<string, Map<string, Entry[]>>()
  for (const entry of run.entries) {
    if (!shown.has(entry)) continue
    const [file = '', ...names] = entry.context.split(contextSeparator)
    const tests = getOrAdd(files, file, () => new Map<string, Entry[]>())
    getOrAdd(tests, names.join(contextSeparator), () => []).push(entry)
  }
  return [...files].map(([file, tests]) => ({
    key: `file ${file}`,
    label: file,
    entry: undefined,
    children: [...tests].flatMap(([test, entries]) => {
      const nodes = nest(entries, shown, false)
      return test === ''
        ? nodes
        : [{ key: `test ${file}${contextSeparator}${test}`, label: test, entry: undefined, children: nodes }]
    }),
  }))
}

/** Puts processes under their parents, if these are among them. */
function nest(entries: readonly Entry[], shown: ReadonlySet<Entry>, isAcrossTests: boolean): Node[] {
  const isBelow = ({ parent, context }: Entry) =>
    parent !== undefined && shown.has(parent) && (isAcrossTests || parent.context === context)
  const toNode = (entry: Entry): Node => ({
    key: keyOf(entry.process),
    label: entry.command,
    entry,
    children: entry.children.filter(child => shown.has(child) && isBelow(child)).map(toNode),
  })
  return entries.filter(entry => !isBelow(entry)).map(toNode)
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
