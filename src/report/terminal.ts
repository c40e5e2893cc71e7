import type { ProcessRecord, Warning } from '../core/index.ts'

/** How many lost processes are named before the rest is a number. */
const mostNamed = 10

/** The lines after the coverage table: how many processes were counted, still ran, were lost, and which were lost and why. */
export function describeProcesses(processes: readonly ProcessRecord[]): string[] {
  const counts = { counted: 0, running: 0, lost: [] as ProcessRecord[] }
  for (const process of processes) {
    if (process.state === 'lost') counts.lost.push(process)
    else if (process.state === 'still-running') counts.running++
    else counts.counted++
  }
  const parts = [`${counts.counted} counted`]
  if (counts.running > 0) parts.push(`${counts.running} still running (counted up to now)`)
  parts.push(`${counts.lost.length} lost`)
  const lines = [`Subprocesses : ${parts.join(', ')}`]
  for (const process of counts.lost.slice(0, mostNamed)) {
    lines.push(
      `  lost: ${describeCommand(process)} (pid ${process.pid}): ${process.reason ?? 'ended without writing data'}`,
    )
  }
  if (counts.lost.length > mostNamed) lines.push(`  … and ${counts.lost.length - mostNamed} more lost`)
  return lines
}

/** One line per warning; its message ends with the code that docs/messages.md explains. */
export function describeWarnings(warnings: readonly Pick<Warning, 'message'>[]): string[] {
  return warnings.map(warning => `covtree: ${warning.message}`)
}

function describeCommand(process: ProcessRecord): string {
  const command = process.argv.slice(1).join(' ') || process.argv.join(' ')
  return command.length > 100 ? `${command.slice(0, 99)}…` : command
}
