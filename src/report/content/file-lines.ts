import type { CoverageMapData, FileCoverageData } from '../../core/index.ts'
import { printLines } from './line-ranges.ts'

/** The lines of a file on which a statement begins, and the lines of these that ran, as ranges. */
export interface FileLines {
  lines: string
  covered: string
}

/** Reads the lines of each file of a coverage map. As in Istanbul, a line ran if a statement that begins on it ran. */
export function readFileLines(map: CoverageMapData): Map<string, FileLines> {
  return new Map(Object.entries(map).map(([path, file]) => [path, readLines(file)]))
}

function readLines({ statementMap, s }: FileCoverageData): FileLines {
  const all = new Set<number>()
  const covered = new Set<number>()
  for (const id in statementMap) {
    const { line } = statementMap[id]!.start
    all.add(line)
    if (s[id]! > 0) covered.add(line)
  }
  const print = (lines: Set<number>) => printLines([...lines].sort((a, b) => a - b))
  return { lines: print(all), covered: print(covered) }
}
