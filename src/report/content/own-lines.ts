import { countLines, parseLines } from './line-ranges.ts'
import type { ProcessReport } from './model.ts'

/**
 * Fills in two numbers of each process: how many lines it ran, and how many of them no other process and no test worker ran. The time
 * grows with the number of different line sets, not with processes × lines.
 */
export function countOwnLines(report: ProcessReport): void {
  const { processes, files, coverages } = report
  if (!files || !coverages) return
  const sharers = coverages.map(() => 0)
  for (const { coverage } of processes) if (coverage !== undefined) sharers[coverage]!++
  /** By file and set: how many processes ran exactly this set. */
  const users = files.map(file => new Uint32Array(file.sets?.length ?? 0))
  for (const [index, coverage] of coverages.entries()) {
    for (const [file, set] of coverage) users[file]![set]! += sharers[index]!
  }
  const own = files.map((file, index) => {
    const counts = new Map<number, number>()
    for (const line of parseLines(file.testWorkers)) counts.set(line, 2)
    for (const [set, { lines }] of (file.sets ?? []).entries()) {
      const count = users[index]![set]!
      if (count > 0) for (const line of parseLines(lines)) counts.set(line, (counts.get(line) ?? 0) + count)
    }
    // The count 1 means: one process ran the line, and this set holds it.
    return (file.sets ?? []).map(
      ({ lines }) => parseLines(lines).filter(line => counts.get(line) === 1).length,
    )
  })
  const sizes = files.map(file => (file.sets ?? []).map(set => countLines(set.lines)))
  const sum = (values: number[][]) =>
    coverages.map(coverage => coverage.reduce((total, [file, set]) => total + values[file]![set]!, 0))
  const coveredLines = sum(sizes)
  const ownLines = sum(own)
  for (const process of processes) {
    if (process.coverage === undefined) continue
    process.coveredLines = coveredLines[process.coverage]!
    process.ownLines = ownLines[process.coverage]!
  }
}
