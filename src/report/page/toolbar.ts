import type { ListAddress } from './address.ts'
import type { Arrangement } from './arrangement.ts'
import type { Run } from './data.ts'
import { countOf, el } from './element.ts'
import type { Filter } from './filter.ts'
import { isWrapper } from './wrappers.ts'

/** The events of the toolbar. */
export interface ToolbarEvents {
  onFilter(change: Partial<Filter>): void
  onArrange(arrangement: Arrangement): void
  onWrappers(hasWrappers: boolean): void
  onOpenAll(isOpen: boolean): void
}

/** Browsers slow down with longer lists of suggestions. */
const mostSuggested = 500

/** The search, the filter by file, the arrangement, and how many processes the filter lets through. */
export class Toolbar {
  readonly element: HTMLElement
  readonly #search: HTMLInputElement
  readonly #file: HTMLInputElement
  readonly #wrappers: HTMLInputElement
  readonly #arrangements: HTMLInputElement[]
  readonly #found = el('output', { class: 'found' })

  constructor(run: Run, events: ToolbarEvents) {
    const input = (name: 'text' | 'file', attributes: Record<string, string>) =>
      el('input', {
        ...attributes,
        type: 'search',
        autocomplete: 'off',
        spellcheck: 'false',
        input: (event: Event) => events.onFilter({ [name]: (event.target as HTMLInputElement).value }),
      })
    this.#search = input('text', {
      id: 'search',
      placeholder: 'Test, command or pid',
      'aria-label': 'Filter by test, command or pid',
    })
    this.#file = input('file', {
      id: 'ran',
      placeholder: 'Ran file …',
      'aria-label': 'Filter by file that was run',
      list: 'files',
    })
    this.#arrangements = (['tests', 'parents'] as const).map(value =>
      el('input', { type: 'radio', name: 'arrangement', value, change: () => events.onArrange(value) }),
    )
    this.#wrappers = el('input', {
      type: 'checkbox',
      change: () => events.onWrappers(this.#wrappers.checked),
    })
    this.element = el(
      'div',
      { class: 'toolbar' },
      this.#search,
      run.files.length > 0 ? this.#file : undefined,
      el(
        'datalist',
        { id: 'files' },
        ...run.files.slice(0, mostSuggested).map(file => el('option', { value: file.path })),
      ),
      this.#renderArrangements(),
      el(
        'span',
        { class: 'buttons' },
        el('button', { type: 'button', class: 'small', click: () => events.onOpenAll(true) }, 'Open all'),
        el('button', { type: 'button', class: 'small', click: () => events.onOpenAll(false) }, 'Close all'),
      ),
      this.#renderWrappers(run.entries.filter(isWrapper).length),
      this.#found,
    )
  }

  /** Puts the cursor into the search. */
  focus(): void {
    this.#search.focus()
    this.#search.select()
  }

  /** Shows how the list is filtered and arranged. A field that the reader types into is left alone. */
  show({ filter, arrangement, hasWrappers }: ListAddress, found: string): void {
    if (this.#search.value !== filter.text) this.#search.value = filter.text
    if (this.#file.value !== filter.file) this.#file.value = filter.file
    for (const radio of this.#arrangements) radio.checked = radio.value === arrangement
    this.#wrappers.checked = hasWrappers
    this.#found.value = found
  }

  #renderArrangements(): HTMLElement {
    return el(
      'fieldset',
      { class: 'choice' },
      el('legend', { class: 'visually-hidden' }, 'Arrange by'),
      el('label', {}, this.#arrangements[0], el('span', {}, 'By test')),
      el('label', {}, this.#arrangements[1], el('span', {}, 'By parent')),
    )
  }

  #renderWrappers(count: number): HTMLElement | undefined {
    if (count === 0) return undefined
    const title = 'Processes that ran no file of the report and only started another one'
    return el('label', { class: 'check', title }, this.#wrappers, `Show ${countOf(count, 'wrapper')}`)
  }
}
