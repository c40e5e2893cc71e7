import { createHash } from 'node:crypto'
import type { Plan } from './plan.ts'

/** Lines of one file that a process ran. */
export interface ProcessLines {
  path: string
  /** Lines on which a statement begins that ran, ascending. The same array for the same lines of the same text. */
  lines: readonly number[]
}

/** Told which lines each process ran, once a process. One file can come twice, if its code came by two texts. */
export type OnProcessLines = (processId: string, files: readonly ProcessLines[]) => void

/** The statements of one plan by file, and what was found for the sets of points seen so far. */
interface PlanLines {
  files: { path: string; statements: { line: number; points: number[] }[] }[]
  /** By hash of the points reached: many processes do the same, and their lines are worked out once. */
  known: Map<string, readonly ProcessLines[]>
}

/** Works out which lines a process ran from the points it reached. */
export class LineReader {
  readonly #plans = new WeakMap<Plan, PlanLines>()

  /** @param reached for each plan, 1 at each point that the process reached */
  read(reached: ReadonlyMap<Plan, Uint8Array>): ProcessLines[] {
    return [...reached].flatMap(([plan, points]) => this.#readPlan(plan, points))
  }

  #readPlan(plan: Plan, points: Uint8Array): readonly ProcessLines[] {
    let planLines = this.#plans.get(plan)
    if (!planLines) {
      planLines = { files: listStatements(plan), known: new Map() }
      this.#plans.set(plan, planLines)
    }
    const key = createHash('sha1').update(points).digest('base64')
    let lines = planLines.known.get(key)
    if (!lines) {
      lines = findLines(planLines, points)
      planLines.known.set(key, lines)
    }
    return lines
  }
}

function listStatements(plan: Plan): PlanLines['files'] {
  const files = new Map<string, { path: string; statements: { line: number; points: number[] }[] }>()
  for (const { file, kind, id, points } of plan.counters) {
    if (kind !== 's') continue
    if (!files.has(file.path)) files.set(file.path, { path: file.path, statements: [] })
    const { line } = file.statementMap[id]!.start
    files.get(file.path)!.statements.push({ line, points: [...points].filter(point => point >= 0) })
  }
  return [...files.values()]
}

function findLines({ files }: PlanLines, reached: Uint8Array): ProcessLines[] {
  return files.flatMap(({ path, statements }) => {
    const lines = new Set<number>()
    for (const { line, points } of statements) if (points.some(point => reached[point] === 1)) lines.add(line)
    return lines.size > 0 ? [{ path, lines: [...lines].sort((a, b) => a - b) }] : []
  })
}
