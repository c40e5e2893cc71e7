import { Panel } from './panel.ts'

/** Makes one row; called when the row comes into view. */
export type RenderRow = (index: number) => HTMLElement

/** Rows beyond the window's edges that are there already when it scrolls. */
const overscan = 12

/**
 * A list that scrolls with the page and holds only the rows in view. All rows have the height that the style sheet gives
 * `--row`.
 */
export class VirtualList {
  readonly element: HTMLElement
  readonly #render: RenderRow
  readonly #rows = new Map<number, HTMLElement>()
  #count = 0
  #rowHeight = 0
  #frame = 0

  constructor(element: HTMLElement, render: RenderRow) {
    this.element = element
    this.#render = render
    addEventListener('scroll', () => this.#schedule(), { passive: true })
    addEventListener('resize', () => this.refresh())
  }

  /** Sets the number of rows and makes those in view anew. */
  setCount(count: number): void {
    this.#count = count
    this.refresh()
  }

  /** Makes the rows in view anew. */
  refresh(): void {
    this.#rowHeight = Number.parseFloat(getComputedStyle(this.element).getPropertyValue('--row')) || 28
    this.element.style.height = `${this.#count * this.#rowHeight}px`
    for (const row of this.#rows.values()) row.remove()
    this.#rows.clear()
    this.#update()
  }

  /** How many whole rows the window shows. */
  get page(): number {
    return Math.max(1, Math.floor(innerHeight / this.#rowHeight) - 6)
  }

  /** Scrolls so far that the row is in view, below what sticks to the top. */
  reveal(index: number, sticky: number): void {
    const top = this.element.getBoundingClientRect().top + index * this.#rowHeight
    if (top < sticky) scrollBy(0, top - sticky)
    else if (top + this.#rowHeight > Panel.freeHeight) {
      scrollBy(0, top + this.#rowHeight - Panel.freeHeight + 8)
    }
    this.#update()
  }

  /** Scrolls so that the row is near the middle of what can be seen. */
  center(index: number): void {
    const top = this.element.getBoundingClientRect().top + index * this.#rowHeight
    scrollBy(0, top - Panel.freeHeight / 2)
    this.#update()
  }

  #schedule(): void {
    if (this.#frame === 0 && this.element.isConnected) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0
        this.#update()
      })
    }
  }

  #update(): void {
    if (!this.element.isConnected) return
    const { top } = this.element.getBoundingClientRect()
    const first = Math.max(0, Math.floor(-top / this.#rowHeight) - overscan)
    const last = Math.min(this.#count, Math.ceil((innerHeight - top) / this.#rowHeight) + overscan)
    for (const [index, row] of this.#rows) {
      if (index < first || index >= last) {
        row.remove()
        this.#rows.delete(index)
      }
    }
    for (let index = first; index < last; index++) {
      if (this.#rows.has(index)) continue
      const row = this.#render(index)
      row.style.top = `${index * this.#rowHeight}px`
      this.#rows.set(index, row)
      this.element.append(row)
    }
  }
}
