// Calls that leave no frame of ours in a stack trace: a bound `Reflect.apply` has none of its own (it ends in a jump), and reads the
// `length` of its list of arguments first.
import { apply, defineProperty } from './primordials.ts'

// biome-ignore lint/suspicious/noExplicitAny: stands for any function
type AnyFunction = (...args: any[]) => any
const { bind } = Function.prototype

/** A function that calls `target` with these arguments and no others. */
export function bindCall(target: AnyFunction, receiver: unknown, args: unknown[]): AnyFunction {
  return apply(bind, apply, [undefined, target, receiver, args])
}

/** A function that calls `first`, then `second` without arguments and with `receiver`; the second not if the first throws. */
export function callInOrder(first: AnyFunction, second: AnyFunction, receiver: unknown): AnyFunction {
  return bindCall(second, receiver, defineLength(first) as unknown[])
}

function defineLength(get: AnyFunction): object {
  const list = {}
  // What the getter returns would be the number of arguments.
  defineProperty(list, 'length', { get })
  return list
}
