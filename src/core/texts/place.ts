import type { Location, Position } from '../coverage-map.ts'

/** A line and a column, packed into one number that sorts like them. Columns of minified lines reach millions. */
export type Place = number

const columns = 2 ** 26

/** Packs a position. A column that is missing, `null` or infinite comes behind all others of its line. */
export function packPlace(line: number, column: number | null | undefined): Place {
  const clamped = column == null || !(column < columns) ? columns - 1 : column < 0 ? 0 : column
  return line * columns + clamped
}

/** The start of a location; `undefined` for that of a missing `else`, which is empty. */
export function startOf(location: Location): Place | undefined {
  return isPosition(location.start) ? packPlace(location.start.line, location.start.column) : undefined
}

/** The exclusive end of a location; `undefined` for that of a missing `else`, which is empty. */
export function endOf(location: Location): Place | undefined {
  return isPosition(location.end) ? packPlace(location.end.line, location.end.column) : undefined
}

/** The line of a packed position. */
export function lineOf(place: Place): number {
  return Math.floor(place / columns)
}

/** The column of a packed position. */
export function columnOf(place: Place): number {
  return place % columns
}

function isPosition(position: Partial<Position> | undefined): position is Position {
  return typeof position?.line === 'number'
}
