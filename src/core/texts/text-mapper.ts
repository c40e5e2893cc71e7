import type { Place } from './place.ts'

/** A place in one of a text's sources. */
export interface OriginalPlace {
  /** Index into the text's sources. */
  source: number
  place: Place
  /** Whether a mapping stands exactly at the offset; otherwise `place` is that of the nearest mapping before. */
  exact: boolean
  /** Whether no mapping is at or before the offset on its line: `place` is that of the first one behind. */
  isBeforeMappings: boolean
}

/** All mappings into one source as columns, sorted by place, then by offset. */
export interface ReverseMappings {
  places: Float64Array
  offsets: Float64Array
}

/** Maps offsets of a text to places of its sources, and back. */
export interface TextMapper {
  /** The place of the nearest mapping at or before the offset on its line, else of the first one behind, as in ast-v8-to-istanbul. */
  toOriginal(offset: number): OriginalPlace | undefined
  /** The place of the first mapping behind an offset, on its line or the next, if it leads into `source`. */
  nextPlace(offset: number, source: number): Place | undefined
  /** The place of the first mapping from `start` to before `end`, if it leads into `source`. */
  firstPlace(start: number, end: number, source: number): Place | undefined
  /** Whether all mappings from `start` to before `end` lead into `source`, to places from `from` to `to`. */
  isWithin(start: number, end: number, source: number, from: Place, to: Place): boolean
  /** Whether any mapping from `start` to before `end` leads into `source`, to a place from `from` to before `to`. */
  touches(start: number, end: number, source: number, from: Place, to: Place): boolean
  /** The first offset behind the opening brackets, semicolons and blanks at an offset. */
  skipBrackets(offset: number): number
  /** The offset of a place of the text itself; absent where a source map stands between the text and its sources. */
  offsetAt?(place: Place): number | undefined
  /** All mappings into a source. */
  reverse(source: number): ReverseMappings
}

/** The place in `source` to which a mapping exactly at an offset leads; `undefined` if there is no such mapping. */
export function exactPlace(mapper: TextMapper, offset: number, source: number): Place | undefined {
  const original = mapper.toOriginal(offset)
  return original?.exact && original.source === source ? original.place : undefined
}
