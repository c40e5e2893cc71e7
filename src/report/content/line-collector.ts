import type { ProcessLines, TestLines } from '../../core/index.ts'
import { printLines, unionLines } from './line-ranges.ts'

/** The lines of the collected processes. Each set and coverage is kept once, however many processes share it. */
export interface CollectedLines {
  /** By absolute path: the texts of its line sets. */
  sets: Map<string, string[]>
  /** Pairs of a path and an index into its sets. */
  coverages: [path: string, set: number][][]
  /** By process id: index into `coverages`. */
  processes: Map<string, number>
  /** By id of a server beside which tests ran: its lines by test. */
  parts: Map<string, CollectedPart[]>
}

/** The lines that a server ran while some tests ran; while no test ran if there are no contexts. */
export interface CollectedPart {
  contexts: readonly string[]
  /** Index into the coverages. */
  coverage: number
}

/** Collects which process ran which lines. Its memory grows with different line sets, and by one number for each process. */
export class LineCollector {
  readonly collected: CollectedLines = {
    sets: new Map(),
    coverages: [],
    processes: new Map(),
    parts: new Map(),
  }
  readonly #printed = new WeakMap<readonly number[], string>()
  readonly #setIndexes = new Map<string, Map<string, number>>()
  readonly #coverageIndexes = new Map<string, number>()
  /** Processes with the same behaviour come with the same list. */
  readonly #indexed = new WeakMap<readonly ProcessLines[], number>()

  /**
   * Notes the lines of a process. To be called once for each process.
   * @param parts of a server: its lines by test
   */
  add(processId: string, files: readonly ProcessLines[], parts?: readonly TestLines[]): void {
    let index = this.#indexed.get(files)
    if (index === undefined) {
      index = this.#indexFiles(files)
      this.#indexed.set(files, index)
    }
    this.collected.processes.set(processId, index)
    if (!parts) return
    const indexed = parts.map(({ contexts, files }) => ({ contexts, coverage: this.#indexFiles(files) }))
    this.collected.parts.set(processId, indexed)
  }

  #indexFiles(files: readonly ProcessLines[]): number {
    const byPath = new Map<string, string>()
    for (const { path, lines } of files) {
      const known = byPath.get(path)
      const printed = this.#print(lines)
      // One file can come into a process by two texts: a build and the source itself.
      byPath.set(path, known === undefined ? printed : unionLines([known, printed]))
    }
    const coverage: [string, number][] = []
    for (const path of [...byPath.keys()].sort()) {
      const lines = byPath.get(path)!
      if (lines !== '') coverage.push([path, this.#indexSet(path, lines)])
    }
    return this.#indexCoverage(coverage)
  }

  #print(lines: readonly number[]): string {
    let printed = this.#printed.get(lines)
    if (printed === undefined) {
      printed = printLines(lines)
      this.#printed.set(lines, printed)
    }
    return printed
  }

  #indexSet(path: string, lines: string): number {
    let indexes = this.#setIndexes.get(path)
    if (!indexes) {
      indexes = new Map()
      this.#setIndexes.set(path, indexes)
      this.collected.sets.set(path, [])
    }
    let index = indexes.get(lines)
    if (index === undefined) {
      const sets = this.collected.sets.get(path)!
      index = sets.push(lines) - 1
      indexes.set(lines, index)
    }
    return index
  }

  #indexCoverage(coverage: [string, number][]): number {
    const key = coverage.map(([path, set]) => `${set} ${path}`).join('\n')
    let index = this.#coverageIndexes.get(key)
    if (index === undefined) {
      index = this.collected.coverages.push(coverage) - 1
      this.#coverageIndexes.set(key, index)
    }
    return index
  }
}
