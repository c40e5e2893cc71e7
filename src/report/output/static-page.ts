import {
  describeCommand,
  describeDuration,
  describeEnd,
  noContext,
  stateNames,
} from '../content/describe-process.ts'
import { countLines } from '../content/line-ranges.ts'
import { type ProcessReport, processStates } from '../content/model.ts'
import { metrics, printPercent } from '../content/totals.ts'
import { escapeHtml } from './escape.ts'

/** Longer tables end here: nobody reads a longer print-out, and subprocess.json holds the rest. */
const mostRows = 500

/** Prints what the page shows on paper and without JavaScript: the sums, the lost processes, all processes by test, all files. */
export function printStatic(report: ProcessReport): string {
  const sums = processStates
    .filter(state => report.summary[state] > 0)
    .map(state => `${report.summary[state]} ${stateNames[state]}`)
  const lost = report.processes.filter(({ state }) => state === 'lost' || state === 'counted-until')
  const byTest = [...report.processes].sort(
    (a, b) => compare(a.context, b.context) || a.startTime - b.startTime,
  )
  const processHeads = ['Started by', 'Command', 'End', 'Time', 'Lines']
  return `<div class="static">
<h1>Subprocesses</h1>
<p>${escapeHtml(sums.join(', ') || 'No process was started.')}</p>
${printTable('Lost', ['Command', 'State', 'Why', 'What to do'], lost, process => [
  describeCommand(process, report.root),
  stateNames[process.state],
  process.reason ?? '',
  [process.advice, process.setting].filter(Boolean).join(' '),
])}
${printTable('Coverage', ['Metric', 'Without processes', 'With processes'], printTotals(report), cells => cells)}
${printTable('Processes', processHeads, byTest, process => [
  process.context || noContext,
  describeCommand(process, report.root),
  describeEnd(process),
  describeDuration(process.duration),
  String(process.coveredLines ?? ''),
])}
${printTable(
  'Files that processes ran',
  ['File', 'Lines', 'Run by test workers', 'Run by processes'],
  report.files ?? [],
  file => [
    file.path,
    ...[file.lines, file.testWorkers, file.processes].map(lines => String(countLines(lines))),
  ],
)}
</div>`
}

function printTotals({ totals }: ProcessReport): string[][] {
  if (!totals) return []
  return metrics.map(metric => {
    const { total, testWorkers, covered } = totals[metric]
    const without = testWorkers === undefined ? '' : printPercent(testWorkers, total)
    return [metric, without, printPercent(covered, total)]
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function printTable<T>(
  title: string,
  heads: string[],
  rows: readonly T[],
  cells: (row: T) => string[],
): string {
  if (rows.length === 0) return ''
  const line = (tag: string, texts: string[]) =>
    `<tr>${texts.map(text => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`
  const more = rows.length > mostRows ? `<p>and ${rows.length - mostRows} more in subprocess.json</p>` : ''
  return `<table><caption>${escapeHtml(title)}</caption>
<thead>${line('th', heads)}</thead>
<tbody>
${rows
  .slice(0, mostRows)
  .map(row => line('td', cells(row)))
  .join('\n')}
</tbody></table>${more}`
}
