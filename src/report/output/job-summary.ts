import { appendFileSync, existsSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { contextSeparator } from '../../contract/context.ts'
import {
  describeCommand,
  describeDuration,
  noContext,
  stateNames,
  withoutCommands,
} from '../content/describe-process.ts'
import { describeShares } from '../content/line-shares.ts'
import { type ProcessReport, processStates, type ReportedProcess } from '../content/model.ts'
import { describeGain } from '../content/totals.ts'
import { escapeHtml } from './escape.ts'
import { describeLost } from './terminal.ts'

/** GitHub shows 1 MiB of a summary, and 10 annotations of a kind for each step. */
const mostLost = 20
const mostAnnotated = 10
const mostSlow = 5

/**
 * Writes a job summary where GitHub Actions asks for one, and returns annotations of lost processes to print.
 * @param environment `process.env`; outside of GitHub Actions nothing happens
 */
export function writeJobSummary(report: ProcessReport, environment: NodeJS.ProcessEnv): string[] {
  if (environment.GITHUB_ACTIONS !== 'true') return []
  const file = environment.GITHUB_STEP_SUMMARY
  if (file) {
    try {
      appendFileSync(file, printSummary(report))
    } catch {
      // A summary that cannot be written is no reason to fail a run.
    }
  }
  const lost = report.processes.filter(process => process.state === 'lost')
  return lost.slice(0, mostAnnotated).map(process => printAnnotation(process, report.root, environment))
}

/** The summary, as GitHub's Markdown. */
export function printSummary(report: ProcessReport): string {
  const { processes, summary, root } = report
  const counts = processStates.filter(state => summary[state] > 0)
  const lines = ['### Subprocesses', '']
  if (counts.length === 0) return [...lines, 'No process was started.', ''].join('\n')
  lines.push(
    `| ${counts.map(state => stateNames[state]).join(' | ')} |`,
    `| ${counts.map(() => '---:').join(' | ')} |`,
  )
  lines.push(`| ${counts.map(state => summary[state]).join(' | ')} |`, '')
  const gain = report.totals && describeGain(report.totals.statements)
  if (gain !== undefined) lines.push(`Statements: ${gain} with processes.`, '')
  if (report.files?.length) lines.push(describeShares(report.files), '')
  const lost = processes.filter(process => process.state === 'lost')
  if (lost.length > 0) lines.push(...listLost(lost, root))
  const slow = processes
    .filter(process => process.duration !== undefined)
    .sort((a, b) => b.duration! - a.duration!)
  if (slow.length > mostSlow) {
    lines.push(
      '<details><summary>Longest</summary>',
      '',
      '| command | started by | time |',
      '| --- | --- | ---: |',
    )
    for (const process of slow.slice(0, mostSlow)) {
      const context = escapeCell(process.context || noContext)
      lines.push(
        `| ${code(describeCommand(process, root))} | ${context} | ${describeDuration(process.duration)} |`,
      )
    }
    lines.push('', '</details>', '')
  }
  return `${lines.join('\n')}\n`
}

function listLost(lost: ReportedProcess[], root: string): string[] {
  const lines = ['**Lost**', '', '| command | started by | why | what to do |', '| --- | --- | --- | --- |']
  for (const process of lost.slice(0, mostLost)) {
    const cells = [code(describeCommand(process, root)), escapeCell(process.context || noContext)]
    cells.push(escapeCell(process.reason ?? ''))
    const setting = process.setting === undefined ? '' : ` ${code(process.setting)}`
    cells.push(`${escapeCell(process.advice ?? '')}${setting}`)
    lines.push(`| ${cells.join(' | ')} |`)
  }
  if (lost.length > mostLost) lines.push('', `and ${lost.length - mostLost} more`)
  return [...lines, '']
}

/** Prints a workflow command. All parts are escaped as GitHub's toolkit does, so that no argument can be a command. */
function printAnnotation(process: ReportedProcess, root: string, environment: NodeJS.ProcessEnv): string {
  const file = findTestFile(process, root, environment)
  const properties = [
    ...(file === undefined ? [] : [`file=${escapeProperty(file)}`]),
    'title=Subprocess not counted',
  ]
  const message = withoutCommands(`${describeLost(process, root)} (lost-processes)`)
  return `::warning ${properties.join(',')}::${escapeMessage(message)}`
}

/** The file of the test that started a process, relative to the repository; undefined where there is no such file. */
function findTestFile(
  { context }: ReportedProcess,
  root: string,
  { GITHUB_WORKSPACE }: NodeJS.ProcessEnv,
): string | undefined {
  const [name = ''] = context.split(contextSeparator)
  const path = resolve(root, name)
  if (name === '' || !existsSync(path)) return undefined
  return relative(GITHUB_WORKSPACE || root, path)
    .split(sep)
    .join('/')
}

function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** Prints code as HTML: in Markdown's code spans a backtick or a `|` would end the span or the table cell. */
function code(text: string): string {
  return `<code>${escapeCell(text)}</code>`
}

function escapeCell(text: string): string {
  return escapeHtml(text)
    .replace(/[|`*_[\]\\~]/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/\s+/g, ' ')
}
