import { contextSeparator } from '../../contract/context.ts'
import { groupBy } from '../../core/group-by.ts'
import { noContext } from '../content/describe-process.ts'
import type { PartialBranch } from '../content/partial-branches.ts'
import { printAddress } from './address.ts'
import { countOf, el } from './element.ts'
import { linkToTest } from './process-links.ts'

/** The line that the reader chose. */
export interface ChosenLine {
  path: string
  line: number
  text: string
  contexts: readonly string[]
  /** Tests that ran at the same time beside a server: at least one of them ran the line. */
  shared: readonly string[]
  isInTestWorkers: boolean
  /** A lost process may have run it. */
  hasLost: boolean
  /** Branches that begin on it and did not run with all their arms. */
  branches: readonly PartialBranch[]
}

/** Makes the panel of a line: the tests that ran it through a process, by test file. */
export function renderLine(chosen: ChosenLine): HTMLElement[] {
  const { path, line, text, contexts, shared, branches } = chosen
  return [
    el('h2', { class: 'panel-command' }, `${path}:${line}`),
    text.trim() === '' ? undefined : el('pre', { class: 'panel-line', tabindex: 0 }, text.trim()),
    renderSum(chosen),
    ...branches.map(([, taken, arms]) =>
      el('p', { class: 'panel-branch' }, `A branch here ran with ${taken} of its ${countOf(arms, 'arm')}.`),
    ),
    ...listTests(contexts),
    ...(shared.length === 0
      ? []
      : [
          el('h3', { class: 'panel-shared' }, `A server shared by ${countOf(shared.length, 'test')} ran it`),
          ...listTests(shared),
        ]),
  ].filter(element => element !== undefined)
}

/** Lists tests by test file. */
function listTests(contexts: readonly string[]): HTMLElement[] {
  const byFile = groupBy(
    contexts.map(context => context || noContext),
    context => context.split(contextSeparator)[0]!,
  )
  return [...byFile].map(([file, tests]) =>
    el(
      'div',
      { class: 'tests' },
      el('a', { href: printAddress({ kind: 'tests', name: file }), class: 'code-link' }, file),
      el(
        'ul',
        { class: 'plain' },
        ...tests
          .filter(test => test !== file)
          .map(test => el('li', {}, linkToTest(test, test.slice(file.length + contextSeparator.length)))),
      ),
    ),
  )
}

function renderSum({ contexts, shared, isInTestWorkers, hasLost }: ChosenLine): HTMLElement {
  if (contexts.length === 0 && shared.length > 0) {
    const text = isInTestWorkers ? 'test workers ran it themselves.' : 'no test worker ran it itself.'
    return el('p', { class: 'panel-sum' }, `Tests ran this line at the same time; ${text}`)
  }
  if (contexts.length === 0) {
    const text = isInTestWorkers ? '; test workers ran it themselves.' : '.'
    return el(
      'p',
      { class: 'panel-sum' },
      `${hasLost ? 'No counted process ran this line; some were lost' : 'No process ran this line'}${text}`,
    )
  }
  return el(
    'p',
    { class: 'panel-sum' },
    el('strong', {}, countOf(contexts.length, 'test')),
    ' ran this line through a process',
    isInTestWorkers ? '; test workers ran it themselves.' : '; no test worker ran it itself.',
  )
}
