/** How many unchanged lines stand around a change. */
const around = 3

/** The lines of a change that only inserts lines, or replaces some, as a unified diff without its head. */
export function diffLines(before: string, after: string): string[] {
  const old = before.split('\n')
  const own = after.split('\n')
  const lengths = measureCommon(old, own)
  const rows: { mark: ' ' | '-' | '+'; line: string }[] = []
  let i = 0
  let j = 0
  while (i < old.length || j < own.length) {
    if (i < old.length && j < own.length && old[i] === own[j]) {
      rows.push({ mark: ' ', line: old[i++]! })
      j++
    } else if (i < old.length && (j === own.length || lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      rows.push({ mark: '-', line: old[i++]! })
    } else rows.push({ mark: '+', line: own[j++]! })
  }
  const isNear = (index: number) =>
    rows.slice(Math.max(0, index - around), index + around + 1).some(row => row.mark !== ' ')
  return rows.filter((_, index) => isNear(index)).map(({ mark, line }) => `${mark} ${line}`)
}

/** By offsets: the length of the longest common subsequence of what follows. */
function measureCommon(old: readonly string[], own: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(own.length + 1).fill(0))
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = own.length - 1; j >= 0; j--)
      lengths[i]![j] =
        old[i] === own[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
  return lengths
}
