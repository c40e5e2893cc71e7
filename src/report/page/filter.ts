import type { Entry, Run } from './data.ts'

/** Which processes the reader asked to see. */
export interface Filter {
  /** Words that must all occur in the command, test, folder or pid. */
  text: string
  /** Part of the path of a file that the process ran. */
  file: string
  /** States to show; empty: all. */
  states: Set<string>
}

/** Lets all processes through. */
export function noFilter(): Filter {
  return { text: '', file: '', states: new Set() }
}

/** Whether the filter hides anything at all. */
export function isFiltering({ text, file, states }: Filter): boolean {
  return text.trim() !== '' || file.trim() !== '' || states.size > 0
}

/** Returns the processes that the filter lets through. */
export function filterEntries(run: Run, { text, file, states }: Filter): Set<Entry> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const ranFile = file.trim() === '' ? undefined : findCoverages(run, file.trim().toLowerCase())
  const found = new Set<Entry>()
  for (const entry of run.entries) {
    const { state, coverage } = entry.process
    if (states.size > 0 && !states.has(state)) continue
    if (ranFile && (coverage === undefined || !ranFile.has(coverage))) continue
    if (words.every(word => entry.searched.includes(word))) found.add(entry)
  }
  return found
}

/** Returns the indexes of the coverages that hold a file whose path contains `part`. */
function findCoverages(run: Run, part: string): Set<number> {
  const files = new Set(
    run.files.flatMap((file, index) => (file.path.toLowerCase().includes(part) ? [index] : [])),
  )
  const coverages = run.report.coverages ?? []
  return new Set(
    coverages.flatMap((coverage, index) => (coverage.some(([file]) => files.has(file)) ? [index] : [])),
  )
}
