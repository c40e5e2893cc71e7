import { createHash } from 'node:crypto'
import type { Behaviour, ProcessLines } from './behaviour.ts'
import type { Plan } from './plan.ts'

/**
 * Called once for each process, with the lines that it ran. Processes with equal counts have the same list. A file can be in it twice, if
 * two texts hold its code. For a server beside which tests ran, `parts` has the lines by test.
 */
export type OnProcessLines = (
  processId: string,
  files: readonly ProcessLines[],
  parts?: readonly TestLines[],
) => void

/** Lines that a server ran beside some tests, which ran at the same time. Without contexts: lines that it ran while no test ran. */
export interface TestLines {
  contexts: readonly string[]
  files: readonly ProcessLines[]
}

/** The statements of one plan by file, and the lines of each set of points that was reached so far. */
interface PlanLines {
  files: { path: string; statements: { line: number; points: number[] }[] }[]
  /** By a hash of the reached points: behaviours differ in counts more often than in lines. */
  known: Map<string, readonly ProcessLines[]>
}

/** Finds the lines that a process ran by the points that it reached. */
export class LineReader {
  readonly #plans = new WeakMap<Plan, PlanLines>()

  /** Returns the lines of all texts of one process. */
  read(behaviours: readonly Behaviour[]): ProcessLines[] {
    return behaviours.flatMap(behaviour => {
      behaviour.lines ??= this.#readPlan(behaviour)
      return behaviour.lines
    })
  }

  #readPlan({ plan, counts }: Behaviour): readonly ProcessLines[] {
    let planLines = this.#plans.get(plan)
    if (!planLines) {
      planLines = { files: listStatements(plan), known: new Map() }
      this.#plans.set(plan, planLines)
    }
    const reached = Uint8Array.from(counts, count => (count === 0 ? 0 : 1))
    const key = createHash('sha1').update(reached).digest('base64')
    let lines = planLines.known.get(key)
    if (!lines) {
      lines = findLines(planLines, reached)
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
