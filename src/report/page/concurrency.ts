import type { Entry } from './data.ts'

/**
 * Counts, for each of `columns` equal parts of the run, how many processes ran at the same moment at most. A process that ends as
 * another begins did not run beside it.
 * @param length length of the run in ms
 */
export function countRunning(entries: Iterable<Entry>, length: number, columns: number): number[] {
  const changes: [at: number, by: 1 | -1][] = []
  for (const { from, to } of entries) changes.push([from, 1], [Math.max(to, from + 1), -1])
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const most = new Array<number>(columns).fill(0)
  let running = 0
  let column = 0
  for (const [at, by] of changes) {
    const place = (at / length) * columns
    // A process that ends at the edge of a column does not run in the next one.
    const next = Math.min(columns - 1, by > 0 ? Math.floor(place) : Math.ceil(place) - 1)
    // Processes that run at the end of a column run in the next one, too.
    while (column < next) most[++column] = running
    running += by
    most[column] = Math.max(most[column]!, running)
  }
  return most
}
