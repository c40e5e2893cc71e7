/** Prints a number with its noun: `1 thread`, `2 threads`. */
export function countNoun(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}
