import { el } from './element.ts'

/** The details at the side (on small screens: over the list) of a process, a test or a line. */
export class Panel {
  readonly element: HTMLElement
  readonly #body = el('div', { class: 'panel-body' })
  readonly #onClose: () => void

  constructor(onClose: () => void) {
    this.#onClose = onClose
    this.element = el(
      'aside',
      { class: 'panel', hidden: true, 'aria-label': 'Details' },
      el(
        'button',
        { type: 'button', class: 'panel-close', 'aria-label': 'Close', click: () => this.close() },
        '×',
      ),
      this.#body,
    )
  }

  /** Shows this content. */
  open(content: HTMLElement[]): void {
    this.#body.replaceChildren(...content)
    this.element.hidden = false
    this.element.scrollTop = 0
  }

  /** How much of the window it leaves free from above, in px: on small screens it lies over the list. */
  static get freeHeight(): number {
    const panel = document.querySelector<HTMLElement>('.panel:not([hidden])')
    return panel && getComputedStyle(panel).position === 'fixed'
      ? panel.getBoundingClientRect().top
      : innerHeight
  }

  /** Hides it, without a call of `onClose`. */
  hide(): void {
    this.element.hidden = true
  }

  /** Closes it as the reader would. */
  close(): void {
    if (this.element.hidden) return
    this.hide()
    this.#onClose()
  }
}
