import type { Run } from './data.ts'
import { el } from './element.ts'
import type { Filter } from './filter.ts'
import type { Arrangement } from './rows.ts'

/** What the toolbar tells the page. */
export interface ToolbarEvents {
  onFilter(): void
  onArrange(arrangement: Arrangement): void
  onOpenAll(isOpen: boolean): void
}

/** Search, filter by file, arrangement. */
export class Toolbar {
  readonly element: HTMLElement
  readonly #filter: Filter
  readonly #search: HTMLInputElement
  readonly #file: HTMLInputElement
  readonly #found = el('output', { class: 'found' })
  readonly #events: ToolbarEvents

  constructor(run: Run, filter: Filter, events: ToolbarEvents) {
    this.#filter = filter
    this.#events = events
    const input = (name: 'text' | 'file', attributes: Record<string, string>) =>
      el('input', {
        ...attributes,
        type: 'search',
        autocomplete: 'off',
        spellcheck: 'false',
        input: (event: Event) => {
          filter[name] = (event.target as HTMLInputElement).value
          events.onFilter()
        },
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
    this.element = el(
      'div',
      { class: 'toolbar' },
      this.#search,
      run.files.length > 0 ? this.#file : undefined,
      el(
        'datalist',
        { id: 'files' },
        ...run.files.slice(0, 500).map(file => el('option', { value: file.path })),
      ),
      this.#renderArrangement(),
      el(
        'span',
        { class: 'buttons' },
        el('button', { type: 'button', class: 'small', click: () => events.onOpenAll(true) }, 'Open all'),
        el('button', { type: 'button', class: 'small', click: () => events.onOpenAll(false) }, 'Close all'),
      ),
      this.#found,
    )
  }

  /** Puts the cursor into the search. */
  focus(): void {
    this.#search.focus()
    this.#search.select()
  }

  /** Searches for these words. */
  find(text: string): void {
    this.#search.value = text
    this.#filter.text = text
    this.#events.onFilter()
  }

  /** Says how many processes the filter lets through. */
  showFound(text: string): void {
    this.#found.value = text
  }

  #renderArrangement(): HTMLElement {
    const radio = (value: Arrangement, label: string) =>
      el(
        'label',
        {},
        el('input', {
          type: 'radio',
          name: 'arrangement',
          value,
          checked: value === 'tests',
          change: () => this.#events.onArrange(value),
        }),
        el('span', {}, label),
      )
    return el(
      'fieldset',
      { class: 'choice' },
      el('legend', { class: 'visually-hidden' }, 'Arrange by'),
      radio('tests', 'By test'),
      radio('parents', 'By parent'),
    )
  }
}
