import { groupBy } from '../../core/group-by.ts'
import { parseLines } from '../content/line-ranges.ts'
import type { PartialBranch } from '../content/partial-branches.ts'
import { contextsByLine, type LineContexts } from './coverage.ts'
import type { Run } from './data.ts'
import { countOf, el } from './element.ts'
import { VirtualList } from './virtual-list.ts'

/** The facts about the line that the reader chose. */
export interface LineFacts {
  line: number
  text: string
  contexts: string[]
  /** Tests that ran at the same time beside a server: at least one of them ran the line. */
  shared: string[]
  isInTestWorkers: boolean
  branches: readonly PartialBranch[]
}

/** How a line was covered. `none`: no statement begins on it. */
type LineKind = 'both' | 'processes' | 'missing' | 'none'

/** The height of the head that stays above the text, in px. */
const headHeight = 120

/** The text of one file, with the number of tests that ran each line. */
export class SourceView {
  readonly element: HTMLElement
  readonly #list: VirtualList
  readonly #grid: HTMLElement
  readonly #lines: readonly string[]
  readonly #kinds: readonly LineKind[]
  readonly #inside: ReadonlySet<number>
  readonly #byLine: ReadonlyMap<number, LineContexts>
  readonly #branches: ReadonlyMap<number, PartialBranch[]>
  readonly #contexts: readonly string[]
  readonly #onLine: (facts: LineFacts) => void
  #active = 0

  constructor(run: Run, index: number, onLine: (facts: LineFacts) => void) {
    const file = run.files[index]!
    const source = run.sources[index] ?? null
    const all = new Set(parseLines(file.lines))
    const processes = new Set(parseLines(file.processes))
    this.#onLine = onLine
    this.#contexts = run.report.contexts ?? []
    this.#inside = new Set(parseLines(file.testWorkers))
    this.#byLine = contextsByLine(file)
    this.#lines =
      source === null ? new Array(Math.max(0, ...all, ...processes)).fill('') : source.split(/\r?\n/)
    this.#kinds = this.#lines.map((_, at) =>
      this.#inside.has(at + 1)
        ? 'both'
        : processes.has(at + 1)
          ? 'processes'
          : all.has(at + 1)
            ? 'missing'
            : 'none',
    )
    this.#branches = groupBy(file.partialBranches ?? [], ([line]) => line)
    this.#grid = this.#makeGrid(file.path)
    this.#list = new VirtualList(this.#grid, at => this.#renderLine(at + 1))
    this.element = el(
      'section',
      { class: 'source-view', 'aria-label': file.path },
      el(
        'p',
        { class: 'crumbs' },
        el('a', { href: '#files' }, 'Files'),
        ' / ',
        el('code', {}, file.path),
        run.links.pages?.[file.path]
          ? el('a', { href: run.links.pages[file.path]!, class: 'crumbs-report' }, 'in the coverage report')
          : undefined,
      ),
      renderLegend(this.#branches.size > 0),
      source === null
        ? el('p', { class: 'quiet' }, 'The text of this file could not be read when the report was written.')
        : undefined,
      this.#grid,
    )
  }

  /** Makes a line the chosen one. */
  select(line: number): void {
    if (line < 1 || line > this.#lines.length) return
    this.#active = line
    this.#list.reveal(line - 1, headHeight)
    this.#list.refresh()
    this.#grid.setAttribute('aria-activedescendant', `line-${line}`)
    this.#onLine({
      line,
      text: this.#lines[line - 1]!,
      contexts: this.#nameContexts(line, 'certain'),
      shared: this.#nameContexts(line, 'shared'),
      isInTestWorkers: this.#inside.has(line),
      branches: this.#branches.get(line) ?? [],
    })
  }

  #nameContexts(line: number, kind: keyof LineContexts): string[] {
    return [...(this.#byLine.get(line)?.[kind] ?? [])].map(context => this.#contexts[context]!)
  }

  /** To be called when the view has come into the page. */
  start(line: number): void {
    this.#list.setCount(this.#lines.length)
    if (line > 0) {
      // Choosing opens the panel, which on small screens covers part of the list.
      this.select(line)
      this.#list.center(line - 1)
    }
  }

  #makeGrid(path: string): HTMLElement {
    const grid = el('div', {
      class: 'source',
      role: 'listbox',
      tabindex: 0,
      'aria-label': `Lines of ${path}`,
      click: (event: MouseEvent) => {
        const line = (event.target as Element).closest<HTMLElement>('[data-line]')?.dataset.line
        if (line) this.select(Number(line))
      },
      keydown: (event: KeyboardEvent) => this.#onKey(event),
    })
    grid.style.setProperty('--longest', String(countLongest(this.#lines)))
    return grid
  }

  #onKey(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: this.#list.page,
      PageUp: -this.#list.page,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    this.select(Math.min(Math.max(1, this.#active + step), this.#lines.length))
  }

  #renderLine(line: number): HTMLElement {
    const contexts = this.#byLine.get(line)
    const count = (contexts?.certain.size ?? 0) + (contexts?.shared.size ?? 0)
    const branches = this.#branches.get(line)
    const isActive = line === this.#active
    return el(
      'div',
      {
        id: `line-${line}`,
        role: 'option',
        'aria-selected': String(isActive),
        class: `line line-${this.#kinds[line - 1]} ${isActive ? 'line-active' : ''}`,
        'data-line': line,
      },
      el(
        'span',
        { class: 'line-gutter' },
        el('span', { class: 'line-number' }, String(line)),
        el(
          'span',
          { class: 'line-branch', title: branches?.map(describeBranch).join('; ') },
          branches ? '◐' : '',
        ),
        el(
          'span',
          { class: 'line-tests', title: count > 0 ? countOf(count, 'test') : '' },
          count > 0 ? String(count) : '',
        ),
      ),
      el('span', { class: 'line-text' }, this.#lines[line - 1]!),
    )
  }
}

function describeBranch([, taken, arms]: PartialBranch): string {
  return `a branch ran with ${taken} of ${countOf(arms, 'arm')}`
}

function renderLegend(hasBranches: boolean): HTMLElement {
  const key = (name: string, label: string) => el('span', {}, el('i', { class: `key key-${name}` }), label)
  return el(
    'p',
    { class: 'legend' },
    key('both', 'test workers'),
    key('processes', 'only processes'),
    key('missing', 'nothing'),
    hasBranches
      ? el('span', {}, el('span', { class: 'line-branch' }, '◐'), ' branch taken in part')
      : undefined,
    el(
      'span',
      { class: 'quiet' },
      'The number beside a line: how many tests ran it through a process. Choose a line to see which.',
    ),
  )
}

/** The width of the longest line, in characters; a tab is at most 4 wide. */
function countLongest(lines: readonly string[]): number {
  return lines.reduce((most, text) => Math.max(most, text.replaceAll('\t', '    ').length), 0)
}
