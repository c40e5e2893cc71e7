import { countWhile } from '../lower-bound.ts'
import { columnOf, lineOf, type Place, packPlace } from './place.ts'

/** Converts between offsets, lines and places of one text. Lines end at `\n` alone, as in source maps and ast-v8-to-istanbul. */
export class TextLines {
  readonly length: number
  readonly #starts: number[] = [0]
  #last = 0

  constructor(text: string) {
    this.length = text.length
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  get count(): number {
    return this.#starts.length
  }

  /** The line (from 0) that holds an offset. */
  lineAt(offset: number): number {
    const starts = this.#starts
    // It is mostly the line of the last call.
    const last = this.#last
    if (starts[last]! <= offset && (last + 1 === starts.length || offset < starts[last + 1]!)) return last
    this.#last =
      Math.max(
        1,
        countWhile(starts.length, i => starts[i]! <= offset),
      ) - 1
    return this.#last
  }

  /** Offset of the first unit of a line (from 0); the text's length for a line behind its end. */
  startOf(line: number): number {
    return this.#starts[line] ?? this.length
  }

  /** The offset of a line (from 0) and column; `undefined` if the text has no such place. */
  offsetAt(line: number, column: number): number | undefined {
    if (line < 0 || line >= this.#starts.length) return undefined
    const offset = this.#starts[line]! + column
    return offset <= this.startOf(line + 1) ? offset : undefined
  }

  /** Line and column of an offset, both from 0. */
  locate(offset: number): [line: number, column: number] {
    const line = this.lineAt(offset)
    return [line, offset - this.startOf(line)]
  }

  /** The place of an offset. */
  placeAt(offset: number): Place {
    const line = this.lineAt(offset)
    return packPlace(line + 1, offset - this.startOf(line))
  }

  /** The offset of a place; `undefined` if the text has no such place. */
  offsetOf(place: Place): number | undefined {
    return this.offsetAt(lineOf(place) - 1, columnOf(place))
  }
}
