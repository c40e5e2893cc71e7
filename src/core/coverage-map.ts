/** A position in a source: `line` counts from 1, `column` from 0. Istanbul leaves both out for a missing `else`. */
export interface Position {
  line: number
  column: number
}

/** A part of a source. `end.column` is `Infinity`, or `null` after a trip through JSON, for the end of the line. */
export interface Location {
  start: Position
  end: Position
}

/** One entry of a function map. */
export interface FunctionMapping {
  name: string
  decl: Location
  loc: Location
  line?: number
}

/** One entry of a branch map; `locations` holds its arms. */
export interface BranchMapping {
  type: string
  loc: Location
  locations: Location[]
  line?: number
}

/** Istanbul's file coverage: the structure of one original file and its counts. */
export interface FileCoverageData {
  path: string
  statementMap: Record<string, Location>
  fnMap: Record<string, FunctionMapping>
  branchMap: Record<string, BranchMapping>
  s: Record<string, number>
  f: Record<string, number>
  b: Record<string, number[]>
}

/** Istanbul's coverage map as plain JSON: path → file coverage. */
export type CoverageMapData = Record<string, FileCoverageData>

/** Whether a file has counts: those of the host, or of data that was combined before. */
export function isRun({ s, f }: FileCoverageData): boolean {
  const isPositive = (count: number) => count > 0
  return Object.values(s).some(isPositive) || Object.values(f).some(isPositive)
}
