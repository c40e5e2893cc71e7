import { parseLines } from '../content/line-ranges.ts'
import { contextsByLine, type Run } from './data.ts'
import { countOf, el } from './element.ts'
import { VirtualList } from './virtual-list.ts'

/** For links to a file, or a line of it. */
export function sourceAddress(path: string, line?: number): string {
  return `#file=${encodeURIComponent(path)}${line === undefined || Number.isNaN(line) ? '' : `&line=${line}`}`
}

/** One file with who ran each line. */
export class SourceView {
  readonly element: HTMLElement
  readonly #list: VirtualList
  readonly #lines: readonly string[]
  readonly #byLine: Map<number, Set<number>>
  #active = 0

  constructor(run: Run, index: number, onLine: (line: number, contexts: string[], text: string) => void) {
    const file = run.files[index]!
    const source = run.sources[index] ?? null
    const all = new Set(parseLines(file.lines))
    const inside = new Set(parseLines(file.testWorkers))
    const processes = new Set(parseLines(file.processes))
    this.#byLine = contextsByLine(file)
    this.#lines =
      source === null ? new Array(Math.max(0, ...all, ...processes)).fill('') : source.split(/\r?\n/)

    const select = (line: number) => {
      if (line < 1 || line > this.#lines.length) return
      this.#active = line
      this.#list.reveal(line - 1, 120)
      this.#list.refresh()
      grid.setAttribute('aria-activedescendant', `line-${line}`)
      const contexts = [...(this.#byLine.get(line) ?? [])].map(context => run.report.contexts![context]!)
      onLine(line, contexts, this.#lines[line - 1]!)
    }
    const grid = el('div', {
      class: 'source',
      role: 'listbox',
      tabindex: 0,
      'aria-label': `Lines of ${file.path}`,
      click: (event: MouseEvent) => {
        const line = (event.target as Element).closest<HTMLElement>('[data-line]')?.dataset.line
        if (line) select(Number(line))
      },
      keydown: (event: KeyboardEvent) => {
        const steps: Record<string, number> = {
          ArrowDown: 1,
          ArrowUp: -1,
          PageDown: this.#list.page,
          PageUp: -this.#list.page,
        }
        const step = steps[event.key]
        if (step === undefined) return
        event.preventDefault()
        select(Math.min(Math.max(1, this.#active + step), this.#lines.length))
      },
    })
    this.#list = new VirtualList(grid, at => {
      const line = at + 1
      const count = this.#byLine.get(line)?.size ?? 0
      const kind = inside.has(line)
        ? 'both'
        : processes.has(line)
          ? 'processes'
          : all.has(line)
            ? 'missing'
            : 'none'
      return el(
        'div',
        {
          id: `line-${line}`,
          role: 'option',
          'aria-selected': String(line === this.#active),
          class: `line line-${kind} ${line === this.#active ? 'line-active' : ''}`,
          'data-line': line,
        },
        el('span', { class: 'line-number' }, String(line)),
        el(
          'span',
          { class: 'line-tests', title: count > 0 ? countOf(count, 'test') : '' },
          count > 0 ? String(count) : '',
        ),
        el('span', { class: 'line-text' }, this.#lines[at]!),
      )
    })
    this.element = el(
      'section',
      { class: 'source-view', 'aria-label': file.path },
      el('p', { class: 'crumbs' }, el('a', { href: '#files' }, 'Files'), ' / ', el('code', {}, file.path)),
      el(
        'p',
        { class: 'legend' },
        el('span', {}, el('i', { class: 'key key-both' }), 'test workers'),
        el('span', {}, el('i', { class: 'key key-processes' }), 'only processes'),
        el('span', {}, el('i', { class: 'key key-missing' }), 'nobody'),
        el(
          'span',
          { class: 'quiet' },
          'The number beside a line: how many tests ran it through a process. Choose a line to see which.',
        ),
      ),
      source === null
        ? el('p', { class: 'quiet' }, 'The text of this file could not be read when the report was written.')
        : undefined,
      grid,
    )
    this.select = select
  }

  /** Makes a line the chosen one. */
  readonly select: (line: number) => void

  /** To be called when the view has come into the page. */
  start(line: number): void {
    this.#list.setCount(this.#lines.length)
    if (line > 0) {
      // Choosing opens the panel, which on small screens covers part of the list.
      this.select(line)
      this.#list.center(line - 1)
    }
  }
}
