import { describeCommand } from './describe-process.ts'
import type { ReportedProcess } from './model.ts'

/** How many lost processes are named. */
const mostNamed = 3

/** What {@link describeUnknown} needs of a process. */
type Known = Pick<ReportedProcess, 'argv' | 'threadId' | 'state'> & { execArgv?: readonly string[] }

/** Whether a process may have run lines that were not counted. */
export function mayHaveRunMore({ state }: Pick<Known, 'state'>): boolean {
  return state === 'lost' || state === 'counted-until'
}

/**
 * Says that a lost process may have run lines that no other process ran: `unknown: 1 process was lost (node src/busy.ts)`. Undefined if no
 * process was lost.
 */
export function describeUnknown(processes: readonly Known[], root: string): string | undefined {
  const lost = processes.filter(mayHaveRunMore)
  if (lost.length === 0) return undefined
  const names = [...new Set(lost.map(process => describeCommand(process, root)))]
  const shown = names.slice(0, mostNamed).join(', ')
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  const subject = lost.length === 1 ? '1 process was' : `${lost.length} processes were`
  return `unknown: ${subject} lost (${shown}${more})`
}
