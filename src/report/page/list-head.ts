import type { Sorting } from './arrangement.ts'
import { el } from './element.ts'
import type { Overview } from './overview.ts'
import type { TimeScale } from './time-scale.ts'

const heads: readonly { sorting: Sorting; label: string; title: string; name: string }[] = [
  { sorting: 'start', label: 'Process', title: 'Sort by start', name: 'head-process' },
  { sorting: 'time', label: 'Time', title: 'Sort by time, longest first', name: 'head-time' },
  { sorting: 'lines', label: 'Lines', title: 'Sort by lines of the report that it ran', name: 'head-lines' },
  { sorting: 'own', label: 'Only here', title: 'Sort by lines that nothing else ran', name: 'head-own' },
]

/** The room of a tick with its label, in px. */
const tickWidth = 110
/** A tick at more than this share of the ruler has its label on its left. */
const lastTick = 0.92

/** The heads of the process list's columns: choosing one sorts by it. Above the bars, the overview and its ruler. */
export class ListHead {
  readonly element: HTMLElement
  readonly #ruler = el('div', { class: 'ruler', 'aria-hidden': 'true' })
  readonly #most = el('span', { class: 'list-head-most' })
  readonly #buttons: HTMLButtonElement[]
  readonly #scale: TimeScale

  constructor(overview: Overview, scale: TimeScale, onSort: (sorting: Sorting) => void) {
    this.#scale = scale
    this.#buttons = heads.map(({ sorting, label, title, name }) =>
      el(
        'button',
        {
          type: 'button',
          class: `sort ${name}`,
          title,
          'data-sorting': sorting,
          click: () => onSort(sorting),
        },
        label,
      ),
    )
    this.element = el(
      'div',
      { class: 'list-head' },
      el(
        'div',
        { class: 'list-head-name' },
        this.#most,
        el('div', { class: 'heads', role: 'group', 'aria-label': 'Sort by' }, ...this.#buttons),
      ),
      el('div', { class: 'list-head-time' }, overview.element, this.#ruler),
    )
  }

  /** Marks the order of the list, and says how many processes ran at once at most. */
  show(sorting: Sorting, most: number): void {
    for (const button of this.#buttons)
      button.setAttribute('aria-pressed', String(button.dataset.sorting === sorting))
    this.#most.textContent = most > 0 ? `at most ${most.toLocaleString('en')} at once` : ''
  }

  /** Draws the ticks of the shown part of the run. */
  drawRuler(): void {
    const most = Math.max(2, Math.floor(this.#ruler.clientWidth / tickWidth))
    this.#ruler.replaceChildren(
      ...this.#scale.ticks(most).map(({ at, label }) => {
        const tick = el('span', { class: at > lastTick ? 'tick tick-last' : 'tick' }, label)
        tick.style.left = `${at * 100}%`
        return tick
      }),
    )
  }
}
