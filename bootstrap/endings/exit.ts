// Ends by exiting: normal end, process.exit, uncaught errors, process.reallyExit.
import { EventEmitter } from 'node:events'
import { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } from '../primordials.ts'
import { replaceFunction } from '../replace-function.ts'
import { enterDoor } from './door.ts'

// biome-ignore lint/suspicious/noExplicitAny: the program may put any function in emit's place
type Emit = (this: any, ...args: any[]) => any

/**
 * Calls `finish` after the program's last exit listener, or when it leaves without.
 * Nothing is seen of it: `emit` is looked up through an accessor on process's prototype that hands out the original until the
 * process is exiting (a wrapper there would be one more frame in every stack trace that begins in a process event).
 */
export function finishOnExit(finish: (code: number) => void): void {
  replaceFunction(process, 'reallyExit', original => {
    return function reallyExit(this: unknown, ...args: unknown[]) {
      finish(Number(args[0]) || 0)
      return apply(original, this, args)
    }
  })

  const wrap = (original: Emit): Emit =>
    function emit(this: unknown, ...args: unknown[]) {
      if (args[0] !== 'exit') return apply(original, this, args)
      try {
        return apply(original, this, args)
      } finally {
        finish(Number(process.exitCode ?? args[1]) || 0)
      }
    }
  const isExiting = () => (process as { _exiting?: boolean })._exiting === true
  // A program that puts its own function in emit's place has an own property, as it would: with our exit behind it.
  const replaceOwn = (emit: Emit) => {
    defineProperty(process, 'emit', {
      configurable: true,
      enumerable: true,
      get: () => (isExiting() ? wrap(emit) : emit),
      set: (next: Emit) => {
        emit = next
      },
    })
  }
  const inherited = EventEmitter.prototype.emit as Emit
  defineProperty(getPrototypeOf(process)!, 'emit', {
    configurable: true,
    enumerable: false,
    get(this: unknown) {
      if (typeof this === 'string') return enterDoor(this)
      return this === process && isExiting() ? wrap(inherited) : inherited
    },
    set(this: object, value: unknown) {
      if (this === process && typeof value === 'function') replaceOwn(value as Emit)
      else defineProperty(this, 'emit', { value, writable: true, enumerable: true, configurable: true })
    },
  })
  // A file preloaded before this one may have done so already.
  const own = getOwnPropertyDescriptor(process, 'emit')
  if (typeof own?.value === 'function') replaceOwn(own.value)
}
