import type { ProcessRecord } from '../../core/index.ts'
import { cleanText, describeCommand } from '../content/describe-process.ts'
import { describeGain, type Total } from '../content/totals.ts'
import { countNoun } from './count-noun.ts'

/** How many lost processes are named before the rest is a number. */
const mostNamed = 10
/** How many files a warning names. */
const mostDetails = 5
/** CPU time in ms that covtree's start may take in a process before it is said; 3 to 10 are usual. */
const muchCost = 100

/** What the lines below need to know of a process. */
export type NamedProcess = Pick<ProcessRecord, 'argv' | 'pid' | 'threadId' | 'state'> & {
  reason?: string
  context?: string
  startCost?: number
}

/** What the lines say of the run besides its processes. */
export interface TerminalContext {
  /** Absolute path of the project. Command lines are shown without it. */
  root?: string
  /** Path of the page, as it is to be shown. */
  page?: string | undefined
  /** The statements of the report; a line says what processes added to them. */
  statements?: Total | undefined
}

/** Said where nobody started anything, and where nothing arrived of what was started. */
const nothingStarted =
  'Subprocesses : 0 counted, 0 lost: none was started; if one was, `npx covtree doctor` finds out more'

/** The lines after the coverage table: how many processes were counted, still ran, were lost, and which were lost and why. */
export function describeProcesses(
  processes: readonly NamedProcess[],
  { root = '', page, statements }: TerminalContext = {},
): string[] {
  if (processes.length === 0) return [nothingStarted]
  const counted = { processes: 0, threads: 0 }
  let idle = 0
  let running = 0
  const partly: NamedProcess[] = []
  const lost: NamedProcess[] = []
  for (const process of processes) {
    if (process.state === 'lost') lost.push(process)
    else if (process.state === 'still-running') running++
    else counted[process.threadId > 0 ? 'threads' : 'processes']++
    if (process.state === 'counted-until') partly.push(process)
    if (process.state === 'nothing-to-count') idle++
  }
  const parts = [`${countNames(counted)} counted`]
  if (partly.length > 0) parts[0] += ` (${partly.length} not to ${partly.length === 1 ? 'its' : 'their'} end)`
  if (running > 0) parts.push(`${running} still running (counted up to now)`)
  parts.push(`${lost.length} lost`)
  const where = page === undefined ? '' : `, see ${page}`
  const gain = statements && describeGain(statements)
  const lines = gain === undefined ? [] : [`Statements   : ${gain} with processes`]
  lines.push(`Subprocesses : ${parts.join(', ')}${where}`)
  for (const process of lost.slice(0, mostNamed)) lines.push(`  ${describeLost(process, root)}`)
  if (lost.length > mostNamed) lines.push(`  … and ${lost.length - mostNamed} more lost`)
  if (lost.length > 0) lines.push('  what to do: node_modules/covtree/docs/messages.md#lost-processes')
  const slowest = findSlowest(processes)
  if (slowest)
    lines.push(
      `  slowest start: covtree took ${Math.round(slowest.startCost!)} ms in ${describeProcess(slowest, root)}`,
    )
  if (idle === processes.length) {
    lines.push(
      '  none of them ran a file of the report: see node_modules/covtree/docs/messages.md#nothing-to-count',
    )
  }
  return lines
}

/** Threads are named only where there are any. */
function countNames({ processes, threads }: { processes: number; threads: number }): string {
  if (threads === 0) return String(processes)
  const names = [countNoun(processes, 'process', 'processes'), countNoun(threads, 'thread')]
  return names.slice(processes === 0 ? 1 : 0).join(' and ')
}

/** The process in which covtree's start took longest, if that is worth a line. */
function findSlowest(processes: readonly NamedProcess[]): NamedProcess | undefined {
  let slowest: NamedProcess | undefined
  for (const process of processes) {
    if ((process.startCost ?? 0) >= (slowest?.startCost ?? muchCost)) slowest = process
  }
  return slowest
}

/** One line about a lost process: command, pid, what started it, and why it is lost. */
export function describeLost(process: NamedProcess, root: string): string {
  return `lost: ${describeProcess(process, root)}: ${process.reason ?? 'ended without writing data'}`
}

function describeProcess(process: NamedProcess, root: string): string {
  const command = describeCommand(process, root)
  const shown = command.length > 100 ? `${command.slice(0, 99)}…` : command
  const by = process.context ? `, ${cleanText(process.context)}` : ''
  return `${shown} (pid ${process.pid}${by})`
}

/** Something that went wrong without stopping a run. */
export interface RunWarning {
  /** Ends with the code that docs/messages.md explains. */
  message: string
  /** The files or scripts it is about. */
  details?: readonly string[]
}

/** A line for each warning, and one for each of the first files that it is about. */
export function describeWarnings(warnings: readonly RunWarning[]): string[] {
  return warnings.flatMap(({ message, details = [] }) => {
    const lines = [
      `covtree: ${message}`,
      ...details.slice(0, mostDetails).map(detail => `  ${cleanText(detail)}`),
    ]
    if (details.length > mostDetails) lines.push(`  … and ${details.length - mostDetails} more`)
    return lines
  })
}
