import type { FileCoverageData, Location } from '../../core/coverage-map.ts'
import { type Place, startOf } from '../../core/texts/place.ts'
import { TextLines } from '../../core/texts/text-lines.ts'

/** The code up to the next `else if`, from a place that is no `if`. */
const beforeIf = /(?!if\b).*?\belse(?:\s|\/\/[^\n]*|\/\*.*?\*\/)+(?=if\b)/sy

/**
 * Moves each `else if` of a structure to its `if`. esbuild's source maps have no place for that `if`, so it seems to begin with
 * the last word of the arm before it, and has the count of that arm.
 */
export function placeElseIfs(file: FileCoverageData, source: string): FileCoverageData {
  const lines = new TextLines(source)
  const moved = new Map<Place, Location['start']>()
  for (const { type, loc } of Object.values(file.branchMap)) {
    const place = type === 'if' ? startOf(loc) : undefined
    beforeIf.lastIndex = (place !== undefined && lines.offsetOf(place)) || 0
    if (beforeIf.lastIndex === 0 || !beforeIf.test(source)) continue
    const [line, column] = lines.locate(beforeIf.lastIndex)
    moved.set(place!, { line: line + 1, column })
  }
  const move = (location: Location) => {
    location.start = moved.get(startOf(location) ?? -1) ?? location.start
  }
  for (const location of Object.values(file.statementMap)) move(location)
  for (const branch of Object.values(file.branchMap)) {
    move(branch.loc)
    branch.locations.forEach(move)
    branch.line = branch.loc.start.line
  }
  return file
}
