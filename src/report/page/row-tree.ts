import { contextSeparator } from '../../contract/context.ts'
import { type Entry, keyOf, type Run } from './data.ts'
import { isWrapper } from './wrappers.ts'

/** A test file, a test, or a process, with the nodes below it. */
export interface RowNode {
  key: string
  label: string
  entry: Entry | undefined
  /** Wrappers folded into this process, outermost first. */
  wrappers: Entry[]
  children: RowNode[]
}

/** Groups processes by test file, then by suite and test. */
export function groupByTest(run: Run, shown: ReadonlySet<Entry>, isFolding: boolean): RowNode[] {
  const files = new Map<string, Map<string, Entry[]>>()
  for (const entry of run.entries) {
    if (!shown.has(entry)) continue
    const [file = '', ...names] = entry.context.split(contextSeparator)
    const tests = getOrAdd(files, file, () => new Map<string, Entry[]>())
    getOrAdd(tests, names.join(contextSeparator), () => []).push(entry)
  }
  return [...files].map(([file, tests]) => ({
    key: `tests ${file}`,
    label: file,
    entry: undefined,
    wrappers: [],
    children: [...tests].flatMap(([test, entries]) => {
      const nodes = nest(entries, shown, false, isFolding)
      if (test === '') return nodes
      const key = `test ${file}${contextSeparator}${test}`
      return [{ key, label: test, entry: undefined, wrappers: [], children: nodes }]
    }),
  }))
}

/** Puts processes under their parents, whatever test they belong to. */
export function nestByParent(
  entries: readonly Entry[],
  shown: ReadonlySet<Entry>,
  isFolding: boolean,
): RowNode[] {
  return nest(entries, shown, true, isFolding)
}

function nest(
  entries: readonly Entry[],
  shown: ReadonlySet<Entry>,
  isAcrossTests: boolean,
  isFolding: boolean,
): RowNode[] {
  const isBelow = ({ parent, context }: Entry) =>
    parent !== undefined && shown.has(parent) && (isAcrossTests || parent.context === context)
  const toNode = (entry: Entry, wrappers: Entry[] = []): RowNode => {
    const below = entry.children.filter(child => shown.has(child) && isBelow(child))
    if (isFolding && below.length === 1 && isWrapper(entry)) return toNode(below[0]!, [...wrappers, entry])
    const children = below.map(child => toNode(child))
    return { key: keyOf(entry.process), label: entry.command, entry, wrappers, children }
  }
  return entries.filter(entry => !isBelow(entry)).map(entry => toNode(entry))
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
