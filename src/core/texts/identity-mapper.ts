import { columnOf, lineOf, type Place, packPlace } from './place.ts'
import { TextLines } from './text-lines.ts'
import type { ReverseMappings, TextMapper } from './text-mapper.ts'

/** Makes the mapper of a text without a source map: it is its own source 0. @param shift where the source begins, behind a loader's wrapper */
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
        : { source: 0, place: toPlace(offset - shift), exact: true, isBeforeMappings: false },
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
        // Nodes begin at words or signs.
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
