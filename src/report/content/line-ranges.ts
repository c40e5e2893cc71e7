/** Prints ascending line numbers as ranges: `1-5,8`. */
export function printLines(lines: Iterable<number>): string {
  const parts: string[] = []
  let start = 0
  let end = 0
  const close = () => {
    if (end > 0) parts.push(start === end ? `${start}` : `${start}-${end}`)
  }
  for (const line of lines) {
    if (line === end + 1 && end > 0) end = line
    else {
      close()
      start = end = line
    }
  }
  close()
  return parts.join(',')
}

/** Reads ranges that {@link printLines} printed. */
export function parseLines(ranges: string): number[] {
  const lines: number[] = []
  if (ranges === '') return lines
  for (const range of ranges.split(',')) {
    const [start = 0, end = start] = range.split('-').map(Number)
    for (let line = start; line <= end; line++) lines.push(line)
  }
  return lines
}

/** Counts the lines in ranges. */
export function countLines(ranges: string): number {
  if (ranges === '') return 0
  let count = 0
  for (const range of ranges.split(',')) {
    const [start = 0, end = start] = range.split('-').map(Number)
    count += end - start + 1
  }
  return count
}

/** Joins several texts of ranges into one that holds each line once. */
export function unionLines(ranges: Iterable<string>): string {
  const different = new Set(ranges)
  if (different.size === 1) return [...different][0]!
  const lines = new Set<number>()
  for (const range of different) for (const line of parseLines(range)) lines.add(line)
  return printLines([...lines].sort((a, b) => a - b))
}

/** Whether ranges hold a line. */
export function hasLine(ranges: string, line: number): boolean {
  if (ranges === '') return false
  return ranges.split(',').some(range => {
    const [start = 0, end = start] = range.split('-').map(Number)
    return start <= line && line <= end
  })
}
