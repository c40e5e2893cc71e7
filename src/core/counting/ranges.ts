/** V8's ranges of one script as columns, in V8's order. */
export interface Ranges {
  length: number
  starts: Int32Array
  ends: Int32Array
  counts: Float64Array
  /** 1 for a function's own range. */
  roots: Uint8Array
}

/** Creates empty columns. */
export function createRanges(capacity: number): Ranges {
  return {
    length: 0,
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    counts: new Float64Array(capacity),
    roots: new Uint8Array(capacity),
  }
}

const comma = 44
const zero = 48
const nine = 57
const brace = 125
/** Characters of the shortest range: `0,1,1}`. */
const shortest = 6

let columns = createRanges(256)

/** Reads the packed counts of one script. The result is overwritten by the next call. Throws if the text is malformed. */
export function unpackCounts(packed: string): Ranges {
  if (columns.starts.length * shortest < packed.length) {
    columns = createRanges(Math.ceil((2 * packed.length) / shortest))
  }
  const { starts, ends, counts, roots } = columns
  let length = 0
  let value = 0
  /** How many numbers of the range at hand are complete. */
  let done = 0
  let hasDigits = false
  let isRoot = true
  for (let i = 0; i < packed.length; i++) {
    const code = packed.charCodeAt(i)
    if (code >= zero && code <= nine) {
      value = value * 10 + (code - zero)
      hasDigits = true
      continue
    }
    if (code === comma && hasDigits && done < 2) {
      if (done === 0) starts[length] = value
      else ends[length] = value
      done++
    } else if (code === brace && hasDigits && done === 2) {
      counts[length] = value
      roots[length] = isRoot ? 1 : 0
      isRoot = false
      length++
      done = 0
    } else if (code === brace && !hasDigits && done === 0 && !isRoot) {
      isRoot = true
    } else {
      throw new SyntaxError(`Counts have '${packed[i]}' at ${i}`)
    }
    value = 0
    hasDigits = false
  }
  if (hasDigits || done > 0 || !isRoot) throw new SyntaxError('Counts are cut off')
  columns.length = length
  return columns
}
