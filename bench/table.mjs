/** Prints rows of texts as columns; the first is aligned left. */
export function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)))
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    )
    process.stdout.write(`  ${cells.join('  ')}\n`)
  }
}

/** Prints each figure beside the bar that it has to reach. */
export function printChecks(checks) {
  for (const { what, value, bar, isLeast } of checks) {
    const isMet = isLeast ? value >= bar : value <= bar
    process.stdout.write(
      `  ${isMet ? 'met   ' : 'MISSED'} ${what}: ${format(value)} (bar: ${isLeast ? '≥' : '≤'} ${bar})\n`,
    )
  }
}

export function format(value) {
  if (!Number.isFinite(value)) return '-'
  return Math.abs(value) >= 100
    ? value.toFixed(0)
    : Math.abs(value) >= 10
      ? value.toFixed(1)
      : value.toFixed(3)
}

export function formatMs(value) {
  return `${value.toFixed(1)} ms`
}

export function formatBytes(bytes) {
  if (bytes === undefined) return ''
  if (Math.abs(bytes) < 1000) return `${bytes} B`
  return Math.abs(bytes) < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`
}
