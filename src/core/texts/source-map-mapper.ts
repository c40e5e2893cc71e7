import {
  decodedMappings,
  type SourceMapSegment,
  type TraceMap,
  traceSegment,
} from '@jridgewell/trace-mapping'
import { append } from '../group-by.ts'
import { countWhile } from '../lower-bound.ts'
import { type Place, packPlace } from './place.ts'
import { TextLines } from './text-lines.ts'
import type { OriginalPlace, ReverseMappings, TextMapper } from './text-mapper.ts'

/** Makes the mapper of a text with a source map. @param shift where the mapped text begins, behind a loader's wrapper */
export function createSourceMapMapper(text: string, map: TraceMap, shift = 0): TextMapper {
  return new SourceMapMapper(text, map, shift)
}

class SourceMapMapper implements TextMapper {
  readonly #text: string
  readonly #map: TraceMap
  readonly #shift: number
  readonly #lines: TextLines
  #reversed: Map<number, ReverseMappings> | undefined

  constructor(text: string, map: TraceMap, shift: number) {
    this.#text = text
    this.#map = map
    this.#shift = shift
    this.#lines = new TextLines(shift > 0 ? text.slice(shift) : text)
  }

  toOriginal(offset: number): OriginalPlace | undefined {
    if (offset < this.#shift) return undefined
    const [line, column] = this.#locate(offset)
    const segment = traceSegment(this.#map, line, column)
    if (segment && segment.length !== 1) {
      return {
        source: segment[1],
        place: placeOf(segment),
        exact: segment[0] === column,
        isBeforeMappings: false,
      }
    }
    const segments = decodedMappings(this.#map)[line] ?? []
    const behind = segments[findBehind(segments, column - 1)]
    if (!behind || behind.length === 1) return undefined
    return { source: behind[1], place: placeOf(behind), exact: false, isBeforeMappings: true }
  }

  nextPlace(offset: number, source: number): Place | undefined {
    const [line, column] = this.#locate(offset)
    const decoded = decodedMappings(this.#map)
    const segments = decoded[line] ?? []
    return placeIn(source, segments[findBehind(segments, column)] ?? decoded[line + 1]?.[0])
  }

  firstPlace(start: number, end: number, source: number): Place | undefined {
    return placeIn(
      source,
      this.#find(start, end, () => true),
    )
  }

  isWithin(start: number, end: number, source: number, from: Place, to: Place): boolean {
    const isOutside = (segment: SourceMapSegment) => {
      if (segment.length === 1) return false
      const place = placeOf(segment)
      return segment[1] !== source || place < from || place > to
    }
    return this.#find(start, end, isOutside) === undefined
  }

  touches(start: number, end: number, source: number, from: Place, to: Place): boolean {
    const isInside = (segment: SourceMapSegment) => {
      if (segment.length === 1 || segment[1] !== source) return false
      const place = placeOf(segment)
      return place >= from && place < to
    }
    return this.#find(start, end, isInside) !== undefined
  }

  skipBrackets(offset: number): number {
    let behind = offset
    while (/[;(\s]/.test(this.#text[behind] ?? '')) behind++
    return /[;(]/.test(this.#text[offset] ?? '') ? behind : offset
  }

  reverse(source: number): ReverseMappings {
    this.#reversed ??= reverseMappings(this.#map, this.#lines, this.#text, this.#shift)
    return this.#reversed.get(source) ?? { places: new Float64Array(), offsets: new Float64Array() }
  }

  /** Line and column of an offset, both from 0. */
  #locate(offset: number): [line: number, column: number] {
    return this.#lines.locate(offset - this.#shift)
  }

  /** The first mapping from `start` to before `end` that fulfils a condition. */
  #find(
    start: number,
    end: number,
    isWanted: (segment: SourceMapSegment) => boolean,
  ): SourceMapSegment | undefined {
    const decoded = decodedMappings(this.#map)
    let [line, column] = this.#locate(start)
    for (; line < this.#lines.count; line++) {
      const before = this.#lines.startOf(line) + this.#shift
      if (before >= end) return undefined
      const segments = decoded[line] ?? []
      for (let i = findBehind(segments, column - 1); i < segments.length; i++) {
        const segment = segments[i]!
        if (before + segment[0] >= end) return undefined
        if (isOfSemicolon(this.#text[before + segment[0]], segments, i)) continue
        if (isWanted(segment)) return segment
      }
      column = 0
    }
    return undefined
  }
}

type SourceSegment = Readonly<Exclude<SourceMapSegment, [number]>>

function placeOf(segment: SourceSegment): Place {
  return packPlace(segment[2] + 1, segment[3])
}

/**
 * Whether a mapping stands at the semicolon before a statement: swc gives it the places of the code in that statement. The first one of
 * them may come a little later, as swc swaps operands.
 */
function isOfSemicolon(
  character: string | undefined,
  segments: readonly SourceMapSegment[],
  index: number,
): boolean {
  const own = segments[index]!
  if (character !== ';' || own.length === 1) return false
  const isSame = (next: SourceMapSegment) =>
    next.length !== 1 && own[1] === next[1] && placeOf(own) === placeOf(next)
  return segments.slice(index + 1, index + 5).some(isSame)
}

/** The place that a mapping leads to, if that is in `source`. */
function placeIn(source: number, segment: SourceMapSegment | undefined): Place | undefined {
  return segment && segment.length !== 1 && segment[1] === source ? placeOf(segment) : undefined
}

/** Index of the first segment behind a column. */
function findBehind(segments: readonly SourceMapSegment[], column: number): number {
  return countWhile(segments.length, i => segments[i]![0] <= column)
}

function reverseMappings(
  map: TraceMap,
  lines: TextLines,
  text: string,
  shift: number,
): Map<number, ReverseMappings> {
  const pairs = new Map<number, { place: number; offset: number }[]>()
  decodedMappings(map).forEach((segments, line) => {
    for (const [i, segment] of segments.entries()) {
      if (segment.length === 1) continue
      const offset = lines.startOf(line) + segment[0]
      if (line >= lines.count || offset > lines.length) continue
      if (isOfSemicolon(text[offset + shift], segments, i)) continue
      append(pairs, segment[1], { place: placeOf(segment), offset: offset + shift })
    }
  })
  return new Map(
    [...pairs].map(([source, list]) => {
      list.sort((a, b) => a.place - b.place || a.offset - b.offset)
      return [
        source,
        { places: Float64Array.from(list, p => p.place), offsets: Float64Array.from(list, p => p.offset) },
      ]
    }),
  )
}
