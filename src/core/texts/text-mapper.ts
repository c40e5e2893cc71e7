import {
  decodedMappings,
  LEAST_UPPER_BOUND,
  originalPositionFor,
  type SourceMapSegment,
  type TraceMap,
  traceSegment,
} from '@jridgewell/trace-mapping'
import { columnOf, lineOf, type Place, packPlace } from './place.ts'
import { TextLines } from './text-lines.ts'

/** A place in one of a text's sources. */
export interface OriginalPlace {
  /** Index into the text's sources. */
  source: number
  place: Place
  /** A mapping stands exactly there; otherwise it is the nearest one before (or behind) on the line. */
  exact: boolean
  /** There is none at or before it on its line: this is the first one behind. */
  isBehind: boolean
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

/** A text without a source map: it is its own source 0. `shift` is where the source begins in it (a loader's wrapper). */
export function createIdentityMapper(text: string, shift = 0): TextMapper {
  const source = shift > 0 ? text.slice(shift) : text
  const lines = new TextLines(source)
  let reversed: ReverseMappings | undefined
  const toPlace = (offset: number): Place => {
    const line = lines.lineAt(offset)
    return packPlace(line + 1, offset - lines.startOf(line))
  }
  return {
    toOriginal: offset =>
      offset < shift
        ? undefined
        : { source: 0, place: toPlace(offset - shift), exact: true, isBehind: false },
    nextPlace: () => undefined,
    firstPlace: start => toPlace(start - shift),
    isWithin: () => true,
    touches: () => true,
    skipBrackets: offset => offset,
    offsetAt(place) {
      const offset = lines.offsetAt(lineOf(place) - 1, columnOf(place))
      return offset === undefined ? undefined : offset + shift
    },
    reverse() {
      if (!reversed) {
        // One mapping a word or sign is enough to find where any node begins.
        const starts = [...source.matchAll(/[\p{ID_Start}$_][\p{ID_Continue}$]*|\d+|\S/gu)].map(
          match => match.index,
        )
        reversed = {
          places: Float64Array.from(starts, toPlace),
          offsets: Float64Array.from(starts, offset => offset + shift),
        }
      }
      return reversed
    },
  }
}

/** A text with a source map. `shift` is where the mapped text begins in the text that V8 ran (a loader's wrapper). */
export function createSourceMapMapper(text: string, map: TraceMap, shift = 0): TextMapper {
  const lines = new TextLines(shift > 0 ? text.slice(shift) : text)
  const reversed = new Map<number, ReverseMappings>()
  const hasMapping = (start: number, end: number, isMeant: (source: number, place: Place) => boolean) => {
    for (
      let line = lines.lineAt(start - shift);
      line < lines.count && lines.startOf(line) + shift < end;
      line++
    ) {
      const segments = decodedMappings(map)[line] ?? []
      const first = findBehind(segments, start - shift - lines.startOf(line) - 1)
      for (let i = first; i < segments.length; i++) {
        const segment = segments[i]!
        if (lines.startOf(line) + segment[0] + shift >= end) break
        if (segment.length !== 1 && isMeant(segment[1], packPlace(segment[2] + 1, segment[3]))) return true
      }
    }
    return false
  }
  return {
    toOriginal(offset) {
      if (offset < shift) return undefined
      const line = lines.lineAt(offset - shift)
      const column = offset - shift - lines.startOf(line)
      const segment = traceSegment(map, line, column)
      if (segment && segment.length !== 1) {
        return {
          source: segment[1],
          place: packPlace(segment[2] + 1, segment[3]),
          exact: segment[0] === column,
          isBehind: false,
        }
      }
      const behind = originalPositionFor(map, { line: line + 1, column, bias: LEAST_UPPER_BOUND })
      if (behind.source === null) return undefined
      return {
        source: map.resolvedSources.indexOf(behind.source),
        place: packPlace(behind.line, behind.column),
        exact: false,
        isBehind: true,
      }
    },
    nextPlace(offset, source) {
      const line = lines.lineAt(offset - shift)
      return findNext(map, line, offset - shift - lines.startOf(line), source)
    },
    firstPlace(start, end, source) {
      const decoded = decodedMappings(map)
      for (
        let line = lines.lineAt(start - shift);
        line < lines.count && lines.startOf(line) + shift < end;
        line++
      ) {
        const from = start - shift - lines.startOf(line)
        const segments = decoded[line] ?? []
        const segment = segments[findBehind(segments, from - 1)]
        if (!segment) continue
        if (lines.startOf(line) + segment[0] + shift >= end || segment.length === 1 || segment[1] !== source)
          return undefined
        return packPlace(segment[2] + 1, segment[3])
      }
      return undefined
    },
    isWithin: (start, end, source, from, to) =>
      !hasMapping(start, end, (mapped, place) => mapped !== source || place < from || place > to),
    touches: (start, end, source, from, to) =>
      hasMapping(start, end, (mapped, place) => mapped === source && place >= from && place < to),
    skipBrackets(offset) {
      let behind = offset
      while (/[(\s]/.test(text[behind] ?? '')) behind++
      return text[offset] === '(' ? behind : offset
    },
    reverse(source) {
      if (reversed.size === 0)
        for (const [index, mappings] of reverseMappings(map, lines, shift)) reversed.set(index, mappings)
      return reversed.get(source) ?? { places: new Float64Array(), offsets: new Float64Array() }
    },
  }
}

function findNext(map: TraceMap, line: number, column: number, source: number): Place | undefined {
  const decoded = decodedMappings(map)
  const segments = decoded[line] ?? []
  const segment = segments[findBehind(segments, column)] ?? decoded[line + 1]?.[0]
  return segment && segment.length !== 1 && segment[1] === source
    ? packPlace(segment[2] + 1, segment[3])
    : undefined
}

/** Index of the first segment behind a column. */
function findBehind(segments: readonly SourceMapSegment[], column: number): number {
  let low = 0
  let high = segments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (segments[middle]![0] <= column) low = middle + 1
    else high = middle
  }
  return low
}

function reverseMappings(map: TraceMap, lines: TextLines, shift: number): Map<number, ReverseMappings> {
  const pairs = new Map<number, { place: number; offset: number }[]>()
  decodedMappings(map).forEach((segments, line) => {
    for (const segment of segments) {
      if (segment.length === 1) continue
      const offset = lines.startOf(line) + segment[0]
      if (line >= lines.count || offset > lines.length) continue
      const list = pairs.get(segment[1])
      const pair = { place: packPlace(segment[2] + 1, segment[3]), offset: offset + shift }
      if (list) list.push(pair)
      else pairs.set(segment[1], [pair])
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
