import { contextSeparator } from '../../contract/context.ts'
import type { Entry, Run } from './data.ts'
import { keyOf } from './data.ts'
import { el } from './element.ts'
import { Overview } from './overview.ts'
import { Panel } from './panel.ts'
import { renderRow } from './process-row.ts'
import { type Arrangement, buildRows, type Row } from './rows.ts'
import { TimeScale } from './time-scale.ts'
import { VirtualList } from './virtual-list.ts'

/** The tree of tests and processes beside their timeline. */
export class ProcessList {
  readonly element: HTMLElement
  readonly #run: Run
  readonly #scale: TimeScale
  readonly #overview: Overview
  readonly #ruler = el('div', { class: 'ruler', 'aria-hidden': 'true' })
  readonly #most = el('span', {})
  readonly #head: HTMLElement
  readonly #grid: HTMLElement
  readonly #list: VirtualList
  readonly #empty = el('p', { class: 'empty', hidden: true })
  readonly #toggled = new Set<string>()
  readonly #onOpen: (entry: Entry) => void
  #found: ReadonlySet<Entry>
  #arrangement: Arrangement = 'tests'
  #rows: Row[] = []
  #active = -1

  constructor(run: Run, onOpen: (entry: Entry) => void) {
    this.#run = run
    this.#onOpen = onOpen
    this.#found = new Set(run.entries)
    this.#scale = new TimeScale(run.length)
    this.#overview = new Overview(run, this.#scale, this.#found, () => this.#redraw())
    this.#grid = el('div', {
      class: 'grid',
      role: 'treegrid',
      tabindex: 0,
      'aria-label': 'Processes',
      keydown: (event: KeyboardEvent) => this.#onKey(event),
      click: (event: MouseEvent) => this.#onClick(event),
    })
    this.#list = new VirtualList(this.#grid, index =>
      renderRow(this.#rows[index]!, index, index === this.#active, this.#scale),
    )
    this.#head = el(
      'div',
      { class: 'list-head' },
      el(
        'div',
        { class: 'list-head-name' },
        this.#most,
        el('span', { class: 'list-head-hint' }, 'drag across to zoom'),
      ),
      el('div', { class: 'list-head-time' }, this.#overview.element, this.#ruler),
    )
    this.element = el(
      'section',
      { class: 'processes', 'aria-label': 'Processes' },
      this.#head,
      this.#grid,
      this.#empty,
    )
    addEventListener('resize', () => this.#drawRuler())
  }

  /** Shows these processes, arranged so; the active row stays what it was if it is still there. */
  show(found: ReadonlySet<Entry>, arrangement: Arrangement): void {
    this.#found = found
    this.#arrangement = arrangement
    this.#rebuild()
    const most = this.#overview.draw(found)
    this.#most.textContent = most > 0 ? `at most ${most.toLocaleString('en')} at once` : ''
    this.#empty.textContent = this.#run.entries.length > 0 ? 'No process matches.' : 'No process was started.'
  }

  /** Opens what is above a process and brings its row into view. */
  reveal(entry: Entry): void {
    const find = () => this.#rows.findIndex(row => row.entry === entry)
    for (let tries = 0; find() === -1 && tries < 100; tries++) {
      const closed = this.#rows.find(row => !row.isOpen && this.#isAbove(row, entry))
      if (!closed) return
      this.#flip(closed)
    }
    this.#active = find()
    this.#redraw()
    const { top, bottom } = this.#grid.querySelector(`#row-${this.#active}`)?.getBoundingClientRect() ?? {
      top: -1,
      bottom: 0,
    }
    if (top < 160 || bottom > Panel.freeHeight) this.#list.center(this.#active)
  }

  /** Opens or closes all test files, tests and processes. */
  setAllOpen(isOpen: boolean): void {
    // A row that comes to light may itself be closed: go on until nothing changes.
    for (let before = -1; before !== this.#rows.length; ) {
      before = this.#rows.length
      for (const row of this.#rows)
        if (row.hasChildren && row.isOpen !== isOpen) flipIn(this.#toggled, row.key)
      this.#rebuild()
    }
  }

  #isAbove(row: Row, entry: Entry): boolean {
    if (row.entry) {
      for (let above = entry.parent; above; above = above.parent) if (above === row.entry) return true
      return false
    }
    if (row.key === `test ${entry.context}` || row.key === `file ${entry.context}`) return true
    return row.level === 1 && entry.context.startsWith(`${row.label}${contextSeparator}`)
  }

  #flip(row: Row): void {
    flipIn(this.#toggled, row.key)
    this.#rebuild()
  }

  #rebuild(): void {
    const key = this.#rows[this.#active]?.key
    this.#rows = buildRows(this.#run, this.#found, this.#arrangement, this.#toggled)
    this.#active = key === undefined ? -1 : this.#rows.findIndex(row => row.key === key)
    this.#empty.hidden = this.#rows.length > 0
    this.#grid.setAttribute('aria-rowcount', String(this.#rows.length))
    this.#list.setCount(this.#rows.length)
    this.#redraw()
  }

  #redraw(): void {
    this.#list.refresh()
    this.#drawRuler()
    if (this.#active >= 0) this.#grid.setAttribute('aria-activedescendant', `row-${this.#active}`)
    else this.#grid.removeAttribute('aria-activedescendant')
  }

  #drawRuler(): void {
    const most = Math.max(2, Math.floor(this.#ruler.clientWidth / 110))
    this.#ruler.replaceChildren(
      ...this.#scale.ticks(most).map(({ at, label }) => {
        const tick = el('span', { class: at > 0.92 ? 'tick tick-last' : 'tick' }, label)
        tick.style.left = `${at * 100}%`
        return tick
      }),
    )
  }

  #activate(index: number): void {
    if (this.#rows.length === 0) return
    this.#active = Math.min(Math.max(0, index), this.#rows.length - 1)
    this.#list.reveal(this.#active, this.#head.getBoundingClientRect().bottom)
    this.#redraw()
  }

  #onClick(event: MouseEvent): void {
    const target = (event.target as Element).closest<HTMLElement>('[data-index]')
    const row = target && this.#rows[Number(target.dataset.index)]
    if (!row) return
    this.#active = Number(target.dataset.index)
    const isOnTwist = (event.target as Element).classList.contains('twist')
    if (row.hasChildren && (isOnTwist || !row.entry)) this.#flip(row)
    else this.#redraw()
    if (row.entry && !isOnTwist) this.#onOpen(row.entry)
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const row = this.#rows[this.#active]
    const actions: Record<string, () => void> = {
      ArrowDown: () => this.#activate(this.#active + 1),
      ArrowUp: () => this.#activate(this.#active - 1),
      PageDown: () => this.#activate(this.#active + this.#list.page),
      PageUp: () => this.#activate(this.#active - this.#list.page),
      Home: () => this.#activate(0),
      End: () => this.#activate(this.#rows.length - 1),
      ArrowRight: () =>
        row?.hasChildren && !row.isOpen ? this.#flip(row) : this.#activate(this.#active + 1),
      ArrowLeft: () =>
        row?.hasChildren && row.isOpen ? this.#flip(row) : this.#activate(this.#indexAbove()),
      Enter: () => (row?.entry ? this.#onOpen(row.entry) : row && this.#flip(row)),
      ' ': () => row?.hasChildren && this.#flip(row),
    }
    const action = actions[event.key]
    if (!action) return
    event.preventDefault()
    action()
  }

  #indexAbove(): number {
    const level = this.#rows[this.#active]?.level ?? 1
    for (let index = this.#active - 1; index >= 0; index--) if (this.#rows[index]!.level < level) return index
    return this.#active
  }
}

function flipIn(keys: Set<string>, key: string): void {
  if (!keys.delete(key)) keys.add(key)
}

/** For links to a process. */
export function addressOf(entry: Entry): string {
  return `#process=${encodeURIComponent(keyOf(entry.process))}`
}
