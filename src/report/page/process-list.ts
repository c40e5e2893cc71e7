import { contextSeparator } from '../../contract/context.ts'
import { type Chosen, type ListAddress, plainList } from './address.ts'
import type { Sorting } from './arrangement.ts'
import { type Entry, keyOf, type Run } from './data.ts'
import { el } from './element.ts'
import { ListHead } from './list-head.ts'
import { Overview } from './overview.ts'
import { Panel } from './panel.ts'
import { renderRow } from './process-row.ts'
import { buildRows, type Row } from './rows.ts'
import { TimeScale } from './time-scale.ts'
import { VirtualList } from './virtual-list.ts'

/** The events of the list. */
export interface ListEvents {
  onChoose(chosen: Chosen): void
  onSort(sorting: Sorting): void
  /** Whether the panel is about this test or test file now. */
  isChosen(chosen: Chosen): boolean
}

/** The tree of tests and processes beside their timeline. */
export class ProcessList {
  readonly element: HTMLElement
  readonly #run: Run
  readonly #overview: Overview
  readonly #head: ListHead
  readonly #grid: HTMLElement
  readonly #list: VirtualList
  readonly #empty = el('p', { class: 'empty', hidden: true })
  readonly #toggled = new Set<string>()
  readonly #events: ListEvents
  #found: ReadonlySet<Entry>
  #address = plainList()
  #rows: Row[] = []
  #active = -1

  constructor(run: Run, events: ListEvents) {
    this.#run = run
    this.#events = events
    this.#found = new Set(run.entries)
    const scale = new TimeScale(run.length)
    this.#overview = new Overview(run, scale, this.#found, () => this.#redraw())
    this.#head = new ListHead(this.#overview, scale, sorting => events.onSort(sorting))
    this.#grid = el('div', {
      class: 'grid',
      role: 'treegrid',
      tabindex: 0,
      'aria-label': 'Processes',
      keydown: (event: KeyboardEvent) => this.#onKey(event),
      click: (event: MouseEvent) => this.#onClick(event),
    })
    this.#list = new VirtualList(this.#grid, index =>
      renderRow(this.#rows[index]!, index, index === this.#active, scale),
    )
    this.element = el(
      'section',
      { class: 'processes', 'aria-label': 'Processes' },
      this.#head.element,
      this.#grid,
      this.#empty,
    )
    addEventListener('resize', () => this.#head.drawRuler())
  }

  /** Shows these processes in this way. The active row stays active if it is still in the list. */
  show(found: ReadonlySet<Entry>, address: ListAddress): void {
    this.#found = found
    this.#address = address
    this.#rebuild()
    this.#head.show(address.sorting, this.#overview.draw(found))
    this.#empty.textContent = this.#run.entries.length > 0 ? 'No process matches.' : 'No process was started.'
  }

  /** Opens the rows above a process or test, and brings its row into view. */
  reveal(chosen: Chosen): void {
    const entry = chosen.kind === 'process' ? this.#run.byId.get(chosen.name) : undefined
    const key = entry ? keyOf(entry.process) : `${chosen.kind} ${chosen.name}`
    const isRow = (row: Row) => row.key === key || (entry !== undefined && row.wrappers.includes(entry))
    const isAbove = (row: Row) => (entry ? isAboveProcess(row, entry) : isAboveTest(row, chosen.name))
    for (let tries = 0; !this.#rows.some(isRow) && tries < 100; tries++) {
      const closed = this.#rows.find(row => !row.isOpen && isAbove(row))
      if (!closed) return
      this.#flip(closed)
    }
    this.#active = this.#rows.findIndex(isRow)
    this.#redraw()
    const box = this.#grid.querySelector(`#row-${this.#active}`)?.getBoundingClientRect()
    if (!box || box.top < this.#head.element.getBoundingClientRect().bottom || box.bottom > Panel.freeHeight)
      this.#list.center(this.#active)
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

  #flip(row: Row): void {
    flipIn(this.#toggled, row.key)
    this.#rebuild()
  }

  #rebuild(): void {
    const key = this.#rows[this.#active]?.key
    this.#rows = buildRows(this.#run, this.#found, this.#address, this.#toggled)
    this.#active = key === undefined ? -1 : this.#rows.findIndex(row => row.key === key)
    this.#empty.hidden = this.#rows.length > 0
    this.#grid.setAttribute('aria-rowcount', String(this.#rows.length))
    this.#list.setCount(this.#rows.length)
    this.#redraw()
  }

  #redraw(): void {
    this.#list.refresh()
    this.#head.drawRuler()
    if (this.#active >= 0) this.#grid.setAttribute('aria-activedescendant', `row-${this.#active}`)
    else this.#grid.removeAttribute('aria-activedescendant')
  }

  #activate(index: number): void {
    if (this.#rows.length === 0) return
    this.#active = Math.min(Math.max(0, index), this.#rows.length - 1)
    this.#list.reveal(this.#active, this.#head.element.getBoundingClientRect().bottom)
    this.#redraw()
  }

  #onClick(event: MouseEvent): void {
    const target = (event.target as Element).closest<HTMLElement>('[data-index]')
    const row = target && this.#rows[Number(target.dataset.index)]
    if (!row) return
    this.#active = Number(target.dataset.index)
    if ((event.target as Element).classList.contains('twist') && row.hasChildren) this.#flip(row)
    else this.#choose(row)
  }

  /** Shows a row in the panel. A test opens at the same time, and closes again when it is chosen once more. */
  #choose(row: Row): void {
    const chosen = chosenBy(row)
    if (!row.entry && (!row.isOpen || this.#events.isChosen(chosen))) this.#flip(row)
    else this.#redraw()
    this.#events.onChoose(chosen)
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
      Enter: () => row && this.#events.onChoose(chosenBy(row)),
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

function chosenBy(row: Row): Chosen {
  if (row.entry) return { kind: 'process', name: keyOf(row.entry.process) }
  const space = row.key.indexOf(' ')
  return { kind: row.key.slice(0, space) as 'test' | 'tests', name: row.key.slice(space + 1) }
}

function isAboveProcess(row: Row, entry: Entry): boolean {
  if (!row.entry) return isAboveTest(row, entry.context)
  for (let above = entry.parent; above; above = above.parent) if (above === row.entry) return true
  return false
}

function isAboveTest({ key, label, level }: Row, context: string): boolean {
  return (
    key === `test ${context}` || key === `tests ${context}` || (level === 1 && startsTest(context, label))
  )
}

function startsTest(context: string, file: string): boolean {
  return context.startsWith(`${file}${contextSeparator}`)
}

function flipIn(keys: Set<string>, key: string): void {
  if (!keys.delete(key)) keys.add(key)
}
