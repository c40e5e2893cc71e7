/** Index of the first value that is not below `value`; the length if all are. */
export function lowerBound(sorted: ArrayLike<number>, value: number): number {
  return countWhile(sorted.length, i => sorted[i]! < value)
}

/** The number of indexes below `length` for which a condition holds. It must hold for all indexes up to some index, and for no later one. */
export function countWhile(length: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}
