// Node's class of signal handles. A handle is no listener: no listenerCount, eventNames or list of active handles shows it. It keeps no
// process alive once it is unref'ed, and survives removeAllListeners().
import { apply, defineProperty } from '../../node/primordials.ts'

/** A handle of Node's `signal_wrap`. */
export interface SignalHandle {
  onsignal?: (number: number) => void
  unref(): void
  /** Starts to catch a signal; returns 0 or an error number. */
  start(signalNumber: number): number
  /** Ceases to catch it; the handle can be started again. */
  stop(): void
  close(): void
}

/** The class, as far as it is used. */
export type SignalHandleClass = { new (): SignalHandle; prototype: SignalHandle }

const { on, removeListener } = process

/**
 * Gets the class from the handle that Node makes for a listener, which is removed at once. (`process.binding('signal_wrap')` prints a
 * warning or is gone.) The handle is stopped, not closed: a closed handle emits `destroy` to the async hooks of a program that never saw
 * its `init`. `signal` must do nothing by default. Undefined in threads and with `--frozen-intrinsics`.
 */
export function grabSignalHandleClass(signal: NodeJS.Signals): SignalHandleClass | undefined {
  let found: SignalHandleClass | undefined
  const set = function (this: SignalHandle) {
    found = this.constructor as unknown as SignalHandleClass
    defineProperty(this, 'close', { value: this.stop })
  }
  if (!defineProperty(Object.prototype, 'onsignal', { configurable: true, set })) return undefined
  try {
    const listener = () => {}
    apply(on, process, [signal, listener])
    apply(removeListener, process, [signal, listener])
  } finally {
    delete (Object.prototype as { onsignal?: unknown }).onsignal
  }
  return found
}
