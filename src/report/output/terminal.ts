import type { ProcessRecord } from '../../core/index.ts'
import { cleanText, describeCommand, withoutCommands } from '../content/describe-process.ts'
import { describeGain, type Total } from '../content/totals.ts'
import { countNoun } from './count-noun.ts'
import { findMessages } from './docs-path.ts'
import { plainStyle, type TerminalStyle } from './terminal-style.ts'

/** How many lost processes are named; the rest is a number. */
const mostNamed = 10
/** How many files a warning names. */
const mostDetails = 5
/** A line names the slowest start of covtree from this CPU time on, in ms; 3 to 10 are usual. */
const muchCost = 100

/** The parts of a process that the lines below are made of. */
export type NamedProcess = Pick<ProcessRecord, 'argv' | 'pid' | 'threadId' | 'state'> & {
  execArgv?: readonly string[]
  reason?: string
  advice?: string
  setting?: string
  context?: string
  startCost?: number
}

/** The facts of the run that the lines name besides its processes. */
export interface TerminalContext {
  /** Absolute path of the project. Command lines are shown without it. */
  root?: string
  /** Path of the page, as it is to be shown. */
  page?: string | undefined
  /** Absolute path of the page. */
  pageFile?: string | undefined
  /** The statements of the report; a line says what processes added to them. */
  statements?: Total | undefined
  /** Other processes may be missing without a trace. */
  hidesProcesses?: boolean
  /** @default no colours and no links */
  style?: TerminalStyle
}

/** The line of a run of which no process is known: none was started, or none was reached. */
const nothingStarted =
  'Subprocesses : 0 counted, 0 lost: none was started; if one was, `npx covtree doctor` finds out more'

/** Makes the lines after the coverage table: how many processes were counted, still ran and were lost, and which were lost and why. */
export function describeProcesses(
  processes: readonly NamedProcess[],
  context: TerminalContext = {},
): string[] {
  const { root = '', statements, hidesProcesses = false, style = plainStyle } = context
  if (processes.length === 0 && !hidesProcesses) return [nothingStarted]
  const lost = processes.filter(({ state }) => state === 'lost')
  const gain = statements && describeGain(statements)
  const lines = gain === undefined ? [] : [`Statements   : ${gain} with processes`]
  lines.push(`Subprocesses : ${describeSum(processes, context)}`)
  for (const process of lost.slice(0, mostNamed)) lines.push(`  ${describeLost(process, root, style)}`)
  if (lost.length > mostNamed) lines.push(`  … and ${lost.length - mostNamed} more lost`)
  if (lost.length > 0) for (const advice of listAdvice(lost, context)) lines.push(`  what to do: ${advice}`)
  const slowest = findSlowest(processes)
  if (slowest)
    lines.push(
      `  slowest start: covtree took ${Math.round(slowest.startCost!)} ms in ${describeProcess(slowest, root)}`,
    )
  if (processes.length > 0 && processes.every(({ state }) => state === 'nothing-to-count'))
    lines.push(`  none of them ran a file of the report: ${linkToMessage('nothing-to-count', context)}`)
  return lines.map(withoutCommands)
}

/** `7 counted, 2 with nothing to count, 1 still running (counted up to now), 0 lost, see coverage/subprocess/index.html` */
function describeSum(
  processes: readonly NamedProcess[],
  { page, pageFile, hidesProcesses = false, style = plainStyle }: TerminalContext,
): string {
  const counted = { processes: 0, threads: 0 }
  const inState = (state: string) => processes.filter(process => process.state === state).length
  const partly = inState('counted-until')
  const idle = inState('nothing-to-count')
  const running = inState('still-running')
  const lost = inState('lost')
  for (const { state, threadId } of processes)
    if (state === 'counted') counted[threadId > 0 ? 'threads' : 'processes']++
  const parts = [`${countNames(counted)} counted`]
  if (partly > 0) parts.push(`${partly} counted in part`)
  if (idle > 0) parts.push(`${idle} with nothing to count`)
  if (running > 0) parts.push(`${running} still running (counted up to now)`)
  if (hidesProcesses)
    parts.push(style.red(lost > 0 ? `at least ${lost} lost` : 'not known how many were lost'))
  else parts.push(lost > 0 ? style.red(`${lost} lost`) : '0 lost')
  if (page !== undefined) parts.push(`see ${pageFile === undefined ? page : style.link(page, pageFile)}`)
  return parts.join(', ')
}

/** The advice for each reason, that for most of the lost processes first; the last one says where to read on. */
function listAdvice(lost: readonly NamedProcess[], context: TerminalContext): string[] {
  const counts = new Map<string, number>()
  for (const process of lost) {
    const { advice, setting } = process
    if (advice === undefined) continue
    const sentence = setting === undefined ? advice : `${advice.replace(/\.$/, '')}: \`${setting}\`.`
    counts.set(sentence, (counts.get(sentence) ?? 0) + 1)
  }
  const advices = [...counts].sort((a, b) => b[1] - a[1]).map(([advice]) => cleanText(advice))
  const more = linkToMessage('lost-processes', context)
  const last = advices.pop()
  return [...advices, last ? `${last} ${more[0]!.toUpperCase()}${more.slice(1)}` : more]
}

/** `see node_modules/covtree/docs/messages.md#lost-processes` */
function linkToMessage(code: string, { root = '', style = plainStyle }: TerminalContext): string {
  const { shown, absolute } = findMessages(root)
  return `see ${style.link(`${shown}#${code}`, absolute)}`
}

/** Threads are named only where there are any. */
function countNames({ processes, threads }: { processes: number; threads: number }): string {
  if (threads === 0) return String(processes)
  const names = [countNoun(processes, 'process', 'processes'), countNoun(threads, 'thread')]
  return names.slice(processes === 0 ? 1 : 0).join(' and ')
}

/** Returns the process in which covtree's start took longest; undefined if all starts were usual. */
function findSlowest(processes: readonly NamedProcess[]): NamedProcess | undefined {
  let slowest: NamedProcess | undefined
  for (const process of processes) {
    if ((process.startCost ?? 0) >= (slowest?.startCost ?? muchCost)) slowest = process
  }
  return slowest
}

/** Describes a lost process on one line: command, pid, the test that started it, and the reason. */
export function describeLost(process: NamedProcess, root: string, style = plainStyle): string {
  const reason = cleanText(process.reason ?? 'ended without writing data')
  return `${style.red('lost:')} ${describeProcess(process, root)}: ${reason}`
}

function describeProcess(process: NamedProcess, root: string): string {
  const command = describeCommand(process, root)
  const shown = command.length > 100 ? `${command.slice(0, 99)}…` : command
  const by = process.context ? `, ${cleanText(process.context)}` : ''
  return `${shown} (pid ${process.pid}${by})`
}

/** A fault that did not stop the run. */
export interface RunWarning {
  /** Ends with the code that docs/messages.md explains. */
  message: string
  /** Processes may be missing without a trace. */
  hidesProcesses?: boolean
  /** The files or scripts that it is about. */
  details?: readonly string[]
}

/** Makes a line for each warning, and one for each of the first files that it is about. */
export function describeWarnings(warnings: readonly RunWarning[]): string[] {
  return warnings.flatMap(({ message, details = [] }) => {
    const lines = [
      `covtree: ${message}`,
      ...details.slice(0, mostDetails).map(detail => `  ${cleanText(detail)}`),
    ]
    if (details.length > mostDetails) lines.push(`  … and ${details.length - mostDetails} more`)
    return lines.map(withoutCommands)
  })
}
