import { contextSeparator } from '../../contract/context.ts'
import { describeDuration, noContext } from '../content/describe-process.ts'
import { countLines } from '../content/line-ranges.ts'
import { describeUnknown } from '../content/unknown.ts'
import type { Chosen } from './address.ts'
import { coverageOfTests } from './coverage.ts'
import { listCoveredFiles } from './covered-files.ts'
import type { Entry, Run } from './data.ts'
import { countOf, el } from './element.ts'
import { countStarted, listProcesses } from './process-links.ts'
import { renderFacts } from './process-panel.ts'

/** Whether a context is that of a chosen test, or of a test of a chosen file. */
function isOf({ kind, name }: Chosen, context: string): boolean {
  return context === name || (kind === 'tests' && context.startsWith(`${name}${contextSeparator}`))
}

/**
 * Makes the panel of a test or test file: the processes that it started, and the lines that they and shared servers ran for it.
 * Undefined if the report does not know it.
 */
export function renderTest(run: Run, chosen: Chosen): HTMLElement[] | undefined {
  const entries = run.entries.filter(({ context }) => isOf(chosen, context))
  const contexts = new Set<number>()
  for (const [index, context] of (run.report.contexts ?? []).entries())
    if (isOf(chosen, context || noContext)) contexts.add(index)
  if (entries.length + contexts.size === 0) return undefined
  const [file = '', ...names] = chosen.name.split(contextSeparator)
  return [
    el('h2', { class: 'panel-test' }, names.join(contextSeparator) || file),
    renderFacts([
      ['Test file', names.length > 0 ? el('code', {}, file) : undefined],
      ...describeProcesses(entries),
    ]),
    ...renderLines(run, contexts),
  ]
}

function describeProcesses(entries: readonly Entry[]): [string, Node | string | undefined][] {
  if (entries.length === 0) return [['Started', 'no process; a shared server ran lines for it']]
  const lost = entries.filter(({ process }) => process.state === 'lost').length
  const from = entries.reduce((min, entry) => Math.min(min, entry.from), Infinity)
  const to = entries.reduce((max, entry) => Math.max(max, entry.to), 0)
  return [
    ['Started', countStarted(entries)],
    ['Lost', lost > 0 ? lost.toLocaleString('en') : undefined],
    ['Time', `${describeDuration(to - from)}, ${describeDuration(from)} into the run`],
    ['Processes', listProcesses(entries)],
  ]
}

function sayNone(run: Run, contexts: ReadonlySet<number>): string {
  const names = new Set([...contexts].map(index => run.report.contexts?.[index]))
  const own = run.report.processes.filter(({ context }) => names.has(context))
  const unknown = describeUnknown(own, run.report.root)
  return unknown
    ? `Its counted processes ran no line of a file in the report; ${unknown}.`
    : 'Its processes ran no line of a file in the report.'
}

function renderLines(run: Run, contexts: ReadonlySet<number>): HTMLElement[] {
  if (!run.report.files) return [el('p', { class: 'quiet' }, 'Lines were not kept by process.')]
  const covered = coverageOfTests(run, contexts)
  if (covered.length === 0) return [el('p', { class: 'quiet' }, sayNone(run, contexts))]
  const lines = covered.reduce((sum, { count }) => sum + count, 0)
  const own = covered.reduce((sum, { own = '' }) => sum + countLines(own), 0)
  return [
    el(
      'p',
      { class: 'panel-sum' },
      'Its processes ran ',
      el('strong', {}, countOf(lines, 'line')),
      ` in ${countOf(covered.length, 'file')}; `,
      own === 0
        ? 'other tests ran all of them, too.'
        : `${own === lines ? 'all' : own.toLocaleString('en')} of them no other test and no test worker ran.`,
    ),
    listCoveredFiles(run, covered),
  ]
}
