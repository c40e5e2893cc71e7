/** Converts between offsets and lines of one text. Lines end at `\n` alone, as in source maps and ast-v8-to-istanbul. */
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
    // Mostly it is the same line as last time.
    const last = this.#last
    if (starts[last]! <= offset && (last + 1 === starts.length || offset < starts[last + 1]!)) return last
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    this.#last = low
    return low
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
}
