import type { CoverageMapData, FileCoverageData } from '../../core/index.ts'

/** The metrics of a coverage summary, in Istanbul's order. */
export const metrics = ['statements', 'branches', 'functions', 'lines'] as const

/** One of {@link metrics}. */
export type Metric = (typeof metrics)[number]

/** How much of one metric is covered. Both counts are of the same `total`, so `covered` is never below `testWorkers`. */
export interface Total {
  total: number
  /** Covered by the test workers themselves; absent where all that was measured are processes (`covtree run`). */
  testWorkers?: number
  /** Covered by test workers and processes together. */
  covered: number
}

/** One {@link Total} for each metric. */
export type Totals = Record<Metric, Total>

/** How many statements, branches, functions and lines of a file are covered. */
export type CoveredCounts = Record<Metric, number>

/** By absolute path: what the test workers covered. Take it before the processes' counts are added, which happens in place. */
export function countCoveredByFile(map: CoverageMapData): Map<string, CoveredCounts> {
  return new Map(Object.entries(map).map(([path, file]) => [path, countFile(file).covered]))
}

/**
 * Makes the totals of each file of a finished coverage map, by absolute path.
 * @param before what {@link countCoveredByFile} returned for the same map; undefined where there are no test workers
 */
export function totalByFile(
  map: CoverageMapData,
  before: ReadonlyMap<string, CoveredCounts> | undefined,
): Map<string, Totals> {
  return new Map(
    Object.entries(map).map(([path, file]) => {
      const { all, covered } = countFile(file)
      const total = (metric: Metric): Total => ({
        total: all[metric],
        ...(before && { testWorkers: before.get(path)?.[metric] ?? 0 }),
        covered: covered[metric],
      })
      return [path, makeTotals(total)]
    }),
  )
}

/** Adds up the totals of files. */
export function sumTotals(files: Iterable<Totals>): Totals {
  const sum = makeTotals(() => ({ total: 0, covered: 0 }))
  for (const totals of files) {
    for (const metric of metrics) {
      const { total, testWorkers, covered } = totals[metric]
      sum[metric].total += total
      if (testWorkers !== undefined) sum[metric].testWorkers = (sum[metric].testWorkers ?? 0) + testWorkers
      sum[metric].covered += covered
    }
  }
  return sum
}

/** `21.73 %`, cut to two decimals as Istanbul does. Nothing to cover is 100 %. */
export function printPercent(covered: number, total: number): string {
  return `${total === 0 ? 100 : Math.floor((100_000 * covered) / total / 10) / 100} %`
}

/** `21.73 % → 100 %`: without and with processes. Undefined where processes added nothing, or nothing else was measured. */
export function describeGain({ total, testWorkers, covered }: Total): string | undefined {
  if (testWorkers === undefined || covered === testWorkers) return undefined
  return `${printPercent(testWorkers, total)} → ${printPercent(covered, total)}`
}

function makeTotals(total: (metric: Metric) => Total): Totals {
  return {
    statements: total('statements'),
    branches: total('branches'),
    functions: total('functions'),
    lines: total('lines'),
  }
}

/** Counts as istanbul-lib-coverage does: a line is covered if a statement that begins on it ran. */
function countFile({ statementMap, s, f, b }: FileCoverageData): {
  all: CoveredCounts
  covered: CoveredCounts
} {
  const lines = new Map<number, boolean>()
  const statements = Object.keys(s)
  let ranStatements = 0
  for (const id of statements) {
    const isCovered = s[id]! > 0
    if (isCovered) ranStatements++
    const line = statementMap[id]?.start.line
    if (line !== undefined) lines.set(line, lines.get(line) === true || isCovered)
  }
  const functions = Object.values(f)
  const arms = Object.values(b).flat()
  const countRan = (counts: readonly number[]) => counts.filter(count => count > 0).length
  return {
    all: {
      statements: statements.length,
      branches: arms.length,
      functions: functions.length,
      lines: lines.size,
    },
    covered: {
      statements: ranStatements,
      branches: countRan(arms),
      functions: countRan(functions),
      lines: [...lines.values()].filter(Boolean).length,
    },
  }
}
