import { TextLines } from './text-lines.ts'
import type { ReverseMappings, TextMapper } from './text-mapper.ts'

/** Makes the mapper of a text without a source map: it is its own source 0. @param shift where the source begins, behind a loader's wrapper */
export function createIdentityMapper(text: string, shift = 0): TextMapper {
  const source = shift > 0 ? text.slice(shift) : text
  const lines = new TextLines(source)
  let reversed: ReverseMappings | undefined
  return {
    toOriginal: offset =>
      offset < shift
        ? undefined
        : { source: 0, place: lines.placeAt(offset - shift), exact: true, isBeforeMappings: false },
    nextPlace: () => undefined,
    firstPlace: start => lines.placeAt(start - shift),
    isWithin: () => true,
    touches: () => true,
    skipBrackets: offset => offset,
    offsetAt(place) {
      const offset = lines.offsetOf(place)
      return offset === undefined ? undefined : offset + shift
    },
    reverse() {
      if (!reversed) {
        // Nodes begin at words or signs.
        const starts = [...source.matchAll(/[\p{ID_Start}$_][\p{ID_Continue}$]*|\d+|\S/gu)].map(
          match => match.index,
        )
        reversed = {
          places: Float64Array.from(starts, offset => lines.placeAt(offset)),
          offsets: Float64Array.from(starts, offset => offset + shift),
        }
      }
      return reversed
    },
  }
}
