// Node's own class of signal handles. An instance is no listener: it shows in no listenerCount, eventNames or list of active
// handles, keeps no process alive once unref'ed and survives removeAllListeners().
import { defineProperty } from '../../node/primordials.ts'

/** A handle of Node's `signal_wrap`. */
export interface SignalHandle {
  onsignal?: (number: number) => void
  unref(): void
  /** Starts to catch a signal; 0 or an error number. */
  start(signalNumber: number): number
  close(): void
}

/** The class, for its constructor and its prototype. */
export type SignalHandleClass = { new (): SignalHandle; prototype: SignalHandle }

/**
 * Gets the class by watching what a listener that lives for a moment creates: `process.binding('signal_wrap')` warns or is gone.
 * `signal` must be one that does nothing by default. Undefined where it cannot be had (threads, `--frozen-intrinsics`).
 */
export function grabSignalHandleClass(signal: NodeJS.Signals): SignalHandleClass | undefined {
  let found: SignalHandleClass | undefined
  const set = function (this: SignalHandle) {
    found = this.constructor as unknown as SignalHandleClass
  }
  if (!defineProperty(Object.prototype, 'onsignal', { configurable: true, set })) return undefined
  try {
    const listener = () => {}
    process.on(signal, listener)
    process.removeListener(signal, listener)
  } finally {
    delete (Object.prototype as { onsignal?: unknown }).onsignal
  }
  return found
}
