import { contextSeparator } from '../../contract/context.ts'
import { describeDuration } from '../content/describe-process.ts'
import { describeShares } from '../content/line-shares.ts'
import { processStates } from '../content/model.ts'
import type { Run } from './data.ts'
import { countOf, el } from './element.ts'
import { stateNames } from './process-row.ts'

/** Title, what the run was in one sentence, and how many processes are in each state. */
export function renderHeader(run: Run, states: Set<string>, onStates: () => void): HTMLElement {
  const project = run.report.root.replace(/^.*\//, '')
  const first = run.report.processes[0]
  const date = first && new Date(first.startTime)
  return el(
    'header',
    { class: 'head' },
    el('p', { class: 'head-project' }, project),
    el('h1', {}, 'Subprocesses'),
    el('p', { class: 'head-sum' }, summarize(run)),
    el(
      'div',
      { class: 'states', role: 'group', 'aria-label': 'Show only' },
      ...renderStates(run, states, onStates),
    ),
    el(
      'p',
      { class: 'head-when' },
      date
        ? el(
            'time',
            { datetime: date.toISOString() },
            date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' }),
          )
        : '',
      ` · covtree ${run.report.covtree}`,
    ),
  )
}

function renderStates({ report }: Run, states: Set<string>, onStates: () => void): HTMLElement[] {
  return processStates
    .filter(state => report.summary[state] > 0)
    .map(state => {
      const button: HTMLButtonElement = el(
        'button',
        {
          type: 'button',
          class: 'state',
          'data-state': state,
          'aria-pressed': 'false',
          click: () => {
            if (!states.delete(state)) states.add(state)
            button.setAttribute('aria-pressed', String(states.has(state)))
            onStates()
          },
        },
        el('b', {}, report.summary[state].toLocaleString('en')),
        el('span', {}, stateNames[state]!),
      )
      return button
    })
}

function summarize(run: Run): string {
  const threads = run.report.processes.filter(process => process.threadId > 0).length
  const contexts = new Set(run.report.processes.map(process => process.context))
  const tests = [...contexts].filter(context => context.includes(contextSeparator)).length
  const started = [
    countOf(run.entries.length - threads, 'process', 'processes'),
    threads > 0 ? countOf(threads, 'thread') : '',
  ]
  const sentence = `${started.filter(Boolean).join(' and ')} ${tests > 0 ? `started by ${countOf(tests, 'test')}, ` : ''}in ${describeDuration(run.length)}.`
  if (run.files.length === 0) return sentence
  return `${sentence} ${describeShares(run.files)}`
}
