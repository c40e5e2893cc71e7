import { el } from './element.ts'

/** Shows a setting that one click selects, so that it can be copied. */
export function renderSetting(setting: string): HTMLElement {
  return el('code', { class: 'setting', title: 'Paste under coverage.subprocess' }, setting)
}
