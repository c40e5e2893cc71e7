import { type LineShares, shareLines } from '../content/line-shares.ts'
import type { ReportedFile } from '../content/model.ts'
import type { Run } from './data.ts'
import { el } from './element.ts'
import { sourceAddress } from './source-view.ts'

/** The files that processes ran, with whose lines theirs are. */
export function renderFiles(run: Run): HTMLElement {
  if (run.files.length === 0) {
    const text = run.report.files
      ? 'No process ran a line of a file in the report.'
      : 'Lines were not kept by process.'
    return el('p', { class: 'empty' }, text)
  }
  return el(
    'table',
    { class: 'files' },
    el('caption', { class: 'visually-hidden' }, 'Files that processes ran'),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', { scope: 'col' }, 'File'),
        el('th', { scope: 'col', class: 'number' }, 'Tests'),
        el('th', { scope: 'col', class: 'number' }, 'Lines'),
        el('th', { scope: 'col', class: 'number' }, el('i', { class: 'key key-both' }), 'Test workers'),
        el(
          'th',
          { scope: 'col', class: 'number' },
          el('i', { class: 'key key-processes' }),
          'Only processes',
        ),
        el('th', { scope: 'col', class: 'number' }, el('i', { class: 'key key-missing' }), 'Nobody'),
        el('th', { scope: 'col', class: 'shares-head' }, el('span', { class: 'visually-hidden' }, 'Shares')),
      ),
    ),
    el('tbody', {}, ...run.files.map(renderFile)),
  )
}

function renderFile(file: ReportedFile): HTMLElement {
  const shares = shareLines([file])
  const contexts = new Set((file.sets ?? []).flatMap(set => set.contexts))
  const number = (value: number, name: string) =>
    el('td', { class: 'number', 'data-name': name }, value.toLocaleString('en'))
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, el('a', { href: sourceAddress(file.path), class: 'code-link' }, file.path)),
    number(contexts.size, 'tests'),
    number(shares.total, 'lines'),
    number(shares.testWorkers, 'test workers'),
    number(shares.onlyProcesses, 'only processes'),
    number(Math.max(0, shares.total - shares.testWorkers - shares.onlyProcesses), 'nobody'),
    el('td', { class: 'shares-cell' }, renderShares(shares)),
  )
}

function renderShares({ total, testWorkers, onlyProcesses }: LineShares): HTMLElement {
  const part = (name: string, lines: number) => {
    const element = el('i', { class: name })
    element.style.width = `${(lines / Math.max(1, total)) * 100}%`
    return element
  }
  return el(
    'div',
    { class: 'shares', 'aria-hidden': 'true' },
    part('key-both', testWorkers),
    part('key-processes', onlyProcesses),
  )
}
