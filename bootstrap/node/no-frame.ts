// Calls that add no frame to a stack trace. A bound `Reflect.apply` has no frame of its own: it ends in a jump. Before that, it reads the
// `length` of its list of arguments, where a getter can call a function.
import { apply, defineProperty } from './primordials.ts'
import type { AnyFunction } from './replace-function.ts'

const { bind } = Function.prototype

/** Returns a function that calls `target` with these arguments alone. */
export function bindCall(target: AnyFunction, receiver: unknown, args: unknown[]): AnyFunction {
  return apply(bind, apply, [undefined, target, receiver, args])
}

/** Returns a function that calls `first`, then `second` on `receiver` without arguments. If `first` throws, `second` is not called. */
export function callInOrder(first: AnyFunction, second: AnyFunction, receiver: unknown): AnyFunction {
  return bindCall(second, receiver, defineLength(first) as unknown[])
}

function defineLength(get: AnyFunction): object {
  const list = {}
  // The value of the getter is the number of arguments.
  defineProperty(list, 'length', { get })
  return list
}
