import { type Arrangement, arrangements, type Sorting, sortings } from './arrangement.ts'
import { type Filter, noFilter } from './filter.ts'

/** The view that the part of the address behind `#` names. */
export type Address =
  | { view: 'processes'; chosen?: Chosen; list: ListAddress }
  | { view: 'files' }
  | { view: 'file'; path: string; line: number }

/** The subject of the panel beside the list: a process, a test, or a test file with all its tests. */
export interface Chosen {
  kind: 'process' | 'test' | 'tests'
  /** The key of the process, the context of the test, or the path of the test file. */
  name: string
}

/** How the list of processes is to be shown. */
export interface ListAddress {
  filter: Filter
  arrangement: Arrangement
  sorting: Sorting
  /** Show wrappers (npx, tsx …) as rows of their own. */
  hasWrappers: boolean
}

/** Returns the settings of the plain list. */
export function plainList(): ListAddress {
  return { filter: noFilter(), arrangement: 'tests', sorting: 'start', hasWrappers: false }
}

/**
 * Reads an address: `#process=<id>`, `#test=<context>`, `#tests=<test file>` with `find`, `ran`, `state`, `by`, `sort` and `wrappers`;
 * `#files`; `#file=<path>&line=<n>`. Unknown values are ignored.
 */
export function readAddress(hash: string): Address {
  if (hash === '#files') return { view: 'files' }
  const values = new URLSearchParams(hash.slice(1).replaceAll('+', '%2B'))
  const path = values.get('file')
  if (path !== null) return { view: 'file', path, line: Number(values.get('line')) || 0 }
  const kind = (['process', 'test', 'tests'] as const).find(name => values.has(name))
  const list: ListAddress = {
    filter: {
      text: values.get('find') ?? '',
      file: values.get('ran') ?? '',
      states: new Set((values.get('state') ?? '').split(',').filter(Boolean)),
    },
    arrangement: arrangements.find(name => name === values.get('by')) ?? 'tests',
    sorting: sortings.find(name => name === values.get('sort')) ?? 'start',
    hasWrappers: values.has('wrappers'),
  }
  return { view: 'processes', ...(kind && { chosen: { kind, name: values.get(kind)! } }), list }
}

/** Prints the address of the list with these settings and of the subject of the panel; `#` for the plain list. */
export function printAddress(chosen: Chosen | undefined, list: Partial<ListAddress> = {}): string {
  const { filter, arrangement = 'tests', sorting = 'start', hasWrappers = false } = list
  const parts: string[] = []
  const add = (name: string, value: string) => parts.push(`${name}=${encodeURIComponent(value)}`)
  if (chosen) add(chosen.kind, chosen.name)
  if (filter?.text) add('find', filter.text)
  if (filter?.file) add('ran', filter.file)
  if (filter && filter.states.size > 0) add('state', [...filter.states].join(','))
  if (arrangement !== 'tests') add('by', arrangement)
  if (sorting !== 'start') add('sort', sorting)
  if (hasWrappers) parts.push('wrappers')
  return `#${parts.join('&')}`
}

/** Prints the address of a file, or of a line of it. */
export function fileAddress(path: string, line?: number): string {
  return `#file=${encodeURIComponent(path)}${line === undefined || Number.isNaN(line) ? '' : `&line=${line}`}`
}
