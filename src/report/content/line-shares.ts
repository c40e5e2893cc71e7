import { countLines, parseLines } from './line-ranges.ts'
import type { ReportedFile } from './model.ts'

/** How many lines of files test workers and processes ran. */
export interface LineShares {
  /** All lines that can be covered. */
  total: number
  /** Run by test workers; processes may have run them too. */
  testWorkers: number
  /** Run by processes. */
  processes: number
  /** Run by processes alone. */
  onlyProcesses: number
}

/** Adds up the lines of some files: all of them, those that test workers ran, and those that processes ran. */
export function shareLines(files: readonly ReportedFile[]): LineShares {
  const shares: LineShares = { total: 0, testWorkers: 0, processes: 0, onlyProcesses: 0 }
  for (const file of files) {
    const inside = new Set(parseLines(file.testWorkers))
    const ran = parseLines(file.processes)
    shares.total += countLines(file.lines)
    shares.testWorkers += inside.size
    shares.processes += ran.length
    shares.onlyProcesses += ran.filter(line => !inside.has(line)).length
  }
  return shares
}

/** Says in a sentence how many lines processes ran, and how many of them no test worker ran. */
export function describeShares(files: readonly ReportedFile[]): string {
  const { processes, onlyProcesses } = shareLines(files)
  const count = (number: number, noun: string) =>
    `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
  const own =
    onlyProcesses === processes ? 'none of which a' : `${onlyProcesses.toLocaleString('en')} of which no`
  return `They ran ${count(processes, 'line')} of ${count(files.length, 'file')}, ${own} test worker ran itself.`
}
