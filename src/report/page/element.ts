/** Attributes of a new element. Functions become listeners; `undefined` and `false` leave an attribute out. */
export type Attributes = Record<string, string | number | boolean | undefined | ((event: never) => void)>

/** Makes an element. Text only ever becomes text nodes: no name, path or argument of a process can become markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string | undefined)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value as EventListener)
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter(child => child !== undefined))
  return element
}

/** Places an element between two parts of its parent's width, from 0 to 1. */
export function placeAcross(element: HTMLElement, from: number, to: number): HTMLElement {
  element.style.left = `${from * 100}%`
  element.style.width = `${Math.max(0, to - from) * 100}%`
  return element
}

/** Makes a part of a bar, as wide as its share of the total. */
export function barPart(name: string, count: number, total: number): HTMLElement {
  return placeAcross(el('i', { class: name }), 0, count / Math.max(1, total))
}

/** Prints a number with its noun: `1,204 lines`, `1 line`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
