import { defineProperty, getOwnPropertyDescriptor } from './primordials.ts'

/** Any function of Node or of the program. */
// biome-ignore lint/suspicious/noExplicitAny: nothing is known of its parameters
export type AnyFunction = (...args: any[]) => any

/**
 * Replaces a method by `wrap(original)`, with the same name, length and property attributes, so that a program sees no difference.
 * Returns a function that puts the original back; undefined if `owner` has no such function or it cannot be replaced.
 */
export function replaceFunction(
  owner: object,
  key: string,
  wrap: (original: AnyFunction) => AnyFunction,
): (() => void) | undefined {
  const descriptor = getOwnPropertyDescriptor(owner, key)
  const original: AnyFunction | undefined = descriptor?.value
  if (typeof original !== 'function') return undefined
  const wrapper = wrap(original)
  defineProperty(wrapper, 'name', getOwnPropertyDescriptor(original, 'name')!)
  defineProperty(wrapper, 'length', getOwnPropertyDescriptor(original, 'length')!)
  if (!defineProperty(owner, key, { ...descriptor, value: wrapper })) return undefined
  return () => {
    if (getOwnPropertyDescriptor(owner, key)?.value === wrapper) defineProperty(owner, key, descriptor!)
  }
}
