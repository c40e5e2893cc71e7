import { contextSeparator } from '../../contract/context.ts'
import { noContext } from '../content/describe-process.ts'
import { countOf, el } from './element.ts'

/** A chosen line. */
export interface ChosenLine {
  path: string
  line: number
  text: string
  contexts: readonly string[]
  isInTestWorkers: boolean
}

/** Which tests ran a line, by test file. */
export function renderLine({ path, line, text, contexts, isInTestWorkers }: ChosenLine): HTMLElement[] {
  const byFile = new Map<string, string[]>()
  for (const context of contexts) {
    const [file = '', ...names] = (context || noContext).split(contextSeparator)
    byFile.set(file, [...(byFile.get(file) ?? []), names.join(contextSeparator)])
  }
  return [
    el('h2', { class: 'panel-command', tabindex: -1 }, `${path}:${line}`),
    text.trim() === '' ? undefined : el('pre', { class: 'panel-line' }, text.trim()),
    el(
      'p',
      { class: 'panel-sum' },
      contexts.length === 0
        ? 'No process ran this line'
        : el(
            'span',
            {},
            el('strong', {}, countOf(contexts.length, 'test')),
            ' ran this line through a process',
          ),
      isInTestWorkers
        ? '; test workers ran it themselves.'
        : contexts.length === 0
          ? '.'
          : '; no test worker ran it itself.',
    ),
    ...[...byFile].map(([file, tests]) =>
      el(
        'div',
        { class: 'tests' },
        el('a', { href: `#find=${encodeURIComponent(file)}`, class: 'code-link' }, file),
        el('ul', { class: 'plain' }, ...tests.filter(test => test !== '').map(test => el('li', {}, test))),
      ),
    ),
  ].filter(element => element !== undefined)
}
