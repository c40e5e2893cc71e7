import type { Place } from './place.ts'

/** A place in one of a text's sources. */
export interface OriginalPlace {
  /** Index into the text's sources. */
  source: number
  place: Place
  /** A mapping stands exactly there; otherwise it is the nearest one before (or behind) on the line. */
  exact: boolean
  /** There is none at or before it on its line: this is the first one behind. */
  isBeforeMappings: boolean
}

/** All mappings into one source, sorted by place, then by offset. */
export interface ReverseMappings {
  places: Float64Array
  offsets: Float64Array
}

/** Where each place of a text comes from, and where each place of a source went. */
export interface TextMapper {
  /** The nearest mapping at or before the offset on its line, else the nearest behind, as ast-v8-to-istanbul looks it up. */
  toOriginal(offset: number): OriginalPlace | undefined
  /** The place of the first mapping behind an offset, on its line or the next, if it leads into `source`. */
  nextPlace(offset: number, source: number): Place | undefined
  /** The place of the first mapping from `start` to before `end`, if it leads into `source`. */
  firstPlace(start: number, end: number, source: number): Place | undefined
  /** Whether all mappings from `start` to before `end` lead into `source`, to places from `from` to `to`. */
  isWithin(start: number, end: number, source: number, from: Place, to: Place): boolean
  /** Whether any mapping from `start` to before `end` leads into `source`, to a place from `from` to before `to`. */
  touches(start: number, end: number, source: number, from: Place, to: Place): boolean
  /** The offset behind the opening brackets and blanks that stand at an offset. */
  skipBrackets(offset: number): number
  /** The offset of a place of the text itself; absent where a source map stands between the text and its sources. */
  offsetAt?(place: Place): number | undefined
  /** Everything that was generated from a source. */
  reverse(source: number): ReverseMappings
}
