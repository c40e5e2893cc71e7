import { appendFileSync } from 'node:fs'
import { describeCommand, describeDuration, noContext } from '../content/describe-process.ts'
import { describeShares } from '../content/line-shares.ts'
import { type ProcessReport, processStates, type ReportedProcess } from '../content/model.ts'
import { escapeHtml } from './escape.ts'
import { describeLost } from './terminal.ts'

/** GitHub shows 1 MiB of a summary and 10 annotations of a kind a step; nobody reads that many. */
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
  return lost.slice(0, mostAnnotated).map(process => printAnnotation(process, report.root))
}

/** The summary, as GitHub's Markdown. */
export function printSummary(report: ProcessReport): string {
  const { processes, summary, root } = report
  const counts = processStates.filter(state => summary[state] > 0)
  const lines = ['### Subprocesses', '']
  if (counts.length === 0) return [...lines, 'No process was started.', ''].join('\n')
  lines.push(`| ${counts.join(' | ')} |`, `| ${counts.map(() => '---:').join(' | ')} |`)
  lines.push(`| ${counts.map(state => summary[state]).join(' | ')} |`, '')
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
  const lines = ['**Lost**', '', '| command | started by | why |', '| --- | --- | --- |']
  for (const process of lost.slice(0, mostLost)) {
    const cells = [code(describeCommand(process, root)), escapeCell(process.context || noContext)]
    lines.push(`| ${cells.join(' | ')} | ${escapeCell(process.reason ?? '')} |`)
  }
  if (lost.length > mostLost) lines.push('', `and ${lost.length - mostLost} more`)
  return [...lines, '']
}

/** A workflow command; `%`, line ends and so on are escaped as GitHub's toolkit does, so that no argument can be a command. */
function printAnnotation(process: ReportedProcess, root: string): string {
  const text = `${describeLost(process, root)} (lost-processes)`
  const escaped = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  return `::warning title=Subprocess not counted::${escaped}`
}

/** HTML, because in Markdown's own code spans a backtick or a `|` would end what it is in. */
function code(text: string): string {
  return `<code>${escapeCell(text)}</code>`
}

function escapeCell(text: string): string {
  return escapeHtml(text)
    .replace(/[|`*_[\]\\~]/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/\s+/g, ' ')
}
