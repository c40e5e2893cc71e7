import type { FileCoverageData } from '../../src/core/coverage-map.ts'

/** Counts of a file by the code that stands at each statement, function and branch arm. */
export function describeCounts(file: FileCoverageData, source: string): Record<string, number> {
  const lines = source.split('\n')
  const at = ({ start: { line, column } }: { start: { line: number; column: number } }) =>
    `${line}:${column} ${lines[line - 1]!.slice(column, column + 30)}`
  const counts: Record<string, number> = {}
  const { statementMap, fnMap, branchMap, s, f, b } = file
  for (const id in s) counts[`statement ${at(statementMap[id]!)}`] = s[id]!
  for (const id in f) counts[`function ${at(fnMap[id]!.decl)}`] = f[id]!
  for (const id in b)
    for (const [arm, count] of b[id]!.entries())
      counts[`${branchMap[id]!.type} ${arm} ${at(branchMap[id]!.loc)}`] = count
  return counts
}
