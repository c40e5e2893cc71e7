import { contextSeparator } from '../../contract/context.ts'
import { describeDuration, stateNames } from '../content/describe-process.ts'
import { describeShares } from '../content/line-shares.ts'
import { processStates } from '../content/model.ts'
import { metrics, printPercent, type Total } from '../content/totals.ts'
import type { Run } from './data.ts'
import { barPart, countOf, el } from './element.ts'
import { countStarted } from './process-links.ts'

/** The title, what processes did for the coverage, the run in one sentence, and how many processes are in each state. */
export class Header {
  readonly element: HTMLElement
  readonly #buttons: HTMLButtonElement[]

  constructor(run: Run, onState: (state: string) => void) {
    const project = run.report.root.replace(/^.*\//, '')
    this.#buttons = renderStates(run, onState)
    this.element = el(
      'header',
      { class: 'head' },
      el(
        'p',
        { class: 'head-project' },
        run.links.index ? el('a', { href: run.links.index }, 'Coverage report') : undefined,
        run.links.index ? ' / ' : undefined,
        project,
      ),
      el('h1', {}, 'Subprocesses'),
      el('p', { class: 'head-sum' }, summarize(run)),
      renderTotals(run),
      el('div', { class: 'states', role: 'group', 'aria-label': 'Show only' }, ...this.#buttons),
      el('p', { class: 'head-when' }, ...renderDate(run)),
    )
  }

  /** Marks the states that the list shows; none if it shows all. */
  show(states: ReadonlySet<string>): void {
    for (const button of this.#buttons)
      button.setAttribute('aria-pressed', String(states.has(button.dataset.state!)))
  }
}

function renderDate({ report }: Run): (Node | string)[] {
  const [first] = report.processes
  const version = ` · covtree ${report.covtree}`
  if (!first) return [version]
  const date = new Date(first.startTime)
  const text = date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' })
  return [el('time', { datetime: date.toISOString() }, text), version]
}

function renderStates({ report }: Run, onState: (state: string) => void): HTMLButtonElement[] {
  return processStates
    .filter(state => report.summary[state] > 0)
    .map(state =>
      el(
        'button',
        {
          type: 'button',
          class: 'state',
          'data-state': state,
          'aria-pressed': 'false',
          click: () => onState(state),
        },
        el('b', {}, report.summary[state].toLocaleString('en')),
        el('span', {}, stateNames[state]),
      ),
    )
}

/** The share of each metric, without and with processes. */
function renderTotals({ report: { totals } }: Run): HTMLElement | undefined {
  if (!totals || totals.statements.total === 0) return undefined
  return el('dl', { class: 'totals' }, ...metrics.map(metric => renderTotal(metric, totals[metric])))
}

function renderTotal(metric: string, { total, testWorkers, covered }: Total): HTMLElement {
  const now = el('b', {}, printPercent(covered, total))
  return el(
    'div',
    { class: 'total', title: `${covered.toLocaleString('en')} of ${total.toLocaleString('en')}` },
    el('dt', {}, metric),
    testWorkers === undefined || testWorkers === covered
      ? el('dd', {}, now)
      : el(
          'dd',
          {},
          printPercent(testWorkers, total),
          el('span', { 'aria-hidden': 'true' }, ' → '),
          el('span', { class: 'visually-hidden' }, ' without processes, with them '),
          now,
        ),
    el(
      'dd',
      { class: 'shares', 'aria-hidden': 'true' },
      barPart('key-both', testWorkers ?? 0, total),
      barPart('key-processes', covered - (testWorkers ?? 0), total),
    ),
  )
}

function summarize(run: Run): string {
  const contexts = new Set(run.report.processes.map(process => process.context))
  const tests = [...contexts].filter(context => context.includes(contextSeparator)).length
  const sentence = `${countStarted(run.entries)} ${tests > 0 ? `started by ${countOf(tests, 'test')}, ` : ''}in ${describeDuration(run.length)}.`
  if (run.files.length === 0) return sentence
  return `${sentence} ${describeShares(run.files)}`
}
