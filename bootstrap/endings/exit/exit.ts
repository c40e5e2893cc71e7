// Exits: the natural end, process.exit, an uncaught error, process.reallyExit.

import { bindCall, callInOrder } from '../../node/no-frame.ts'
import { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'
import { answerHiddenCall } from '../hidden-calls.ts'
import type { Leave } from './natural-end.ts'

// biome-ignore lint/suspicious/noExplicitAny: the program may put any function in emit's place
type Emit = (this: any, ...args: any[]) => any

/**
 * Calls `finish` after the program's last exit listener, or when the program exits without calling them.
 * The program cannot see it. An accessor on process's prototype returns the original `emit` until the process is exiting, and then a
 * function that adds no frame to the stack traces of listeners.
 * Listed as lost: a process that exits with 1 and whose exit listener throws.
 * @param leave called last, with code 0, if the program has not changed how it exits
 */
export function finishOnExit(finish: (code: number) => void, leave?: Leave): void {
  let ownReallyExit: unknown
  replaceFunction(process, 'reallyExit', original => {
    function reallyExit(this: unknown, ...args: unknown[]) {
      finish(Number(args[0]) || 0)
      return apply(original, this, args)
    }
    ownReallyExit = reallyExit
    return reallyExit
  })

  const isExiting = () => (process as { _exiting?: boolean })._exiting === true
  let isEmitted = false
  // Node is the first to read `emit` when the process is exiting, and calls it with 'exit' at once.
  const hook = (emit: Emit): Emit => {
    if (isEmitted || !isExiting()) return emit
    isEmitted = true
    const code = process.exitCode || 0
    // With code 1, Node may be exiting after an uncaught error; a replaced `_fatalException` would take the name from its frame.
    if (code !== 1) finishOnError(finish)
    return callInOrder(
      bindCall(emit, process, ['exit', code]),
      () => {
        const last = Number(process.exitCode ?? code) || 0
        finish(last)
        const isOwn =
          emit !== inherited || getOwnPropertyDescriptor(process, 'reallyExit')?.value !== ownReallyExit
        if (code === 0 && last === 0 && !isOwn) leave?.()
      },
      undefined,
    )
  }
  // A program that assigns its own `emit` gets an own property, as without covtree; reading it still goes through `hook`.
  const replaceOwn = (emit: Emit) => {
    defineProperty(process, 'emit', {
      configurable: true,
      enumerable: true,
      get: () => hook(emit),
      set: (next: Emit) => {
        emit = next
      },
    })
  }
  const inherited = (getPrototypeOf(process) as { emit: Emit }).emit
  defineProperty(getPrototypeOf(process)!, 'emit', {
    configurable: true,
    enumerable: false,
    get(this: unknown) {
      if (typeof this === 'string') return answerHiddenCall(this)
      return this === process ? hook(inherited) : inherited
    },
    set(this: object, value: unknown) {
      if (this === process && typeof value === 'function') replaceOwn(value as Emit)
      else defineProperty(this, 'emit', { value, writable: true, enumerable: true, configurable: true })
    },
  })
  // A file preloaded before this one may have assigned it.
  const own = getOwnPropertyDescriptor(process, 'emit')
  if (typeof own?.value === 'function') replaceOwn(own.value)
}

/** An error in an exit listener ends the process with code 1 as soon as Node has handled it. */
function finishOnError(finish: (code: number) => void): void {
  replaceFunction(process, '_fatalException', original => {
    return function _fatalException(this: unknown, ...args: unknown[]) {
      const isHandled = apply(original, this, args)
      finish(isHandled ? Number(process.exitCode) || 0 : 1)
      return isHandled
    }
  })
}
