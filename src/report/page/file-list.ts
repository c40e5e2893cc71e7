import { type LineShares, shareLines } from '../content/line-shares.ts'
import type { FileNotRun, ReportedFile } from '../content/model.ts'
import { describeGain, printPercent } from '../content/totals.ts'
import { describeUnknown } from '../content/unknown.ts'
import { fileAddress } from './address.ts'
import type { Run } from './data.ts'
import { barPart, countOf, el } from './element.ts'

/** A file with the numbers that the list sorts by. */
interface FileRow {
  file: ReportedFile
  shares: LineShares
  tests: number
}

/** A column of the list. */
interface Column {
  label: string
  /** Names a colour of the legend. */
  key?: string
  value(row: FileRow): number
  text?(row: FileRow): string
}

const columns: readonly Column[] = [
  { label: 'Tests', value: ({ tests }) => tests },
  { label: 'Statements', value: gainOf, text: ({ file }) => printGain(file) },
  { label: 'Lines', value: ({ shares }) => shares.total },
  { label: 'Test workers', key: 'both', value: ({ shares }) => shares.testWorkers },
  { label: 'Only processes', key: 'processes', value: ({ shares }) => shares.onlyProcesses },
  {
    label: 'Nothing',
    key: 'missing',
    value: ({ shares: { total, testWorkers, onlyProcesses } }) =>
      Math.max(0, total - testWorkers - onlyProcesses),
  },
]

/** The files that processes ran, and those that nothing ran. */
export class FileList {
  readonly element: HTMLElement
  readonly #columns: readonly Column[]
  readonly #rows: FileRow[]
  readonly #body = el('tbody', {})
  readonly #heads = new Map<HTMLElement, ((row: FileRow) => number) | undefined>()

  constructor(run: Run) {
    this.#rows = run.files.map(file => ({
      file,
      shares: shareLines([file]),
      tests: new Set((file.sets ?? []).flatMap(set => [...set.contexts, ...(set.shared ?? [])])).size,
    }))
    const { files, filesNotRun = [] } = run.report
    const hasTotals = run.files.some(file => file.totals)
    this.#columns = columns.filter(({ label }) => hasTotals || label !== 'Statements')
    const unknown = describeUnknown(run.report.processes, run.report.root)
    const none = unknown
      ? `No counted process ran a line of a file in the report; ${unknown}.`
      : 'No process ran a line of a file in the report.'
    const text = files ? none : 'Lines were not kept by process.'
    this.element = el(
      'div',
      {},
      run.files.length === 0 ? el('p', { class: 'empty' }, text) : this.#renderTable(),
      filesNotRun.length > 0 ? renderNotRun(run, filesNotRun) : undefined,
    )
  }

  #renderTable(): HTMLElement {
    const head = (label: string, key: string | undefined, value?: (row: FileRow) => number) => {
      const cell = el(
        'th',
        { scope: 'col', class: value ? 'number' : '' },
        el(
          'button',
          { type: 'button', class: 'sort', click: () => this.#sort(cell) },
          key === undefined ? undefined : el('i', { class: `key key-${key}` }),
          label,
        ),
      )
      this.#heads.set(cell, value)
      return cell
    }
    const cells = [
      head('File', undefined),
      ...this.#columns.map(({ label, key, value }) => head(label, key, value)),
    ]
    this.#sort(cells[0]!)
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
          ...cells,
          el(
            'th',
            { scope: 'col', class: 'shares-head' },
            el('span', { class: 'visually-hidden' }, 'Shares'),
          ),
        ),
      ),
      this.#body,
    )
  }

  /** Sorts by the column of this head: greatest first, paths by name. */
  #sort(head: HTMLElement): void {
    for (const cell of this.#heads.keys()) cell.removeAttribute('aria-sort')
    const value = this.#heads.get(head)
    head.setAttribute('aria-sort', value ? 'descending' : 'ascending')
    const rows = value ? [...this.#rows].sort((a, b) => value(b) - value(a)) : this.#rows
    this.#body.replaceChildren(...rows.map(row => this.#renderRow(row)))
  }

  #renderRow(row: FileRow): HTMLElement {
    const { path } = row.file
    return el(
      'tr',
      {},
      el('th', { scope: 'row' }, el('a', { href: fileAddress(path), class: 'code-link' }, path)),
      ...this.#columns.map(({ label, value, text }) =>
        el(
          'td',
          { class: 'number', 'data-name': label.toLowerCase() },
          text ? text(row) : value(row).toLocaleString('en'),
        ),
      ),
      el('td', { class: 'shares-cell' }, renderShares(row.shares)),
    )
  }
}

/** How much processes added to the statements of a file, in parts of one. */
function gainOf({ file: { totals } }: FileRow): number {
  if (!totals) return 0
  const { total, testWorkers = 0, covered } = totals.statements
  return total === 0 ? 0 : (covered - testWorkers) / total
}

function printGain({ totals }: ReportedFile): string {
  if (!totals) return ''
  const { total, covered } = totals.statements
  return describeGain(totals.statements) ?? printPercent(covered, total)
}

function renderShares({ total, testWorkers, onlyProcesses }: LineShares): HTMLElement {
  return el(
    'div',
    { class: 'shares', 'aria-hidden': 'true' },
    barPart('key-both', testWorkers, total),
    barPart('key-processes', onlyProcesses, total),
  )
}

function renderNotRun({ links }: Run, files: readonly FileNotRun[]): HTMLElement {
  return el(
    'section',
    { class: 'not-run', 'aria-label': 'Files that nothing ran' },
    el('h2', {}, `${countOf(files.length, 'file')} that nothing ran`),
    el('p', { class: 'quiet' }, 'Neither a test worker nor a process ran a statement of them.'),
    el(
      'ul',
      { class: 'plain' },
      ...files.map(({ path, statements }) => {
        const page = links.pages?.[path]
        const name = page
          ? el('a', { href: page, class: 'code-link' }, path)
          : el('code', { class: 'code-link' }, path)
        return el('li', {}, name, el('span', { class: 'quiet' }, ` ${countOf(statements, 'statement')}`))
      }),
    ),
  )
}
