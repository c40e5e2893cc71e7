// Counts the program's own handlers of each signal. Node makes a signal handle for the first listener and closes it with the last.
import { apply, defineProperty } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'
import { cells, type SharedState, timestamp } from '../../shared-state.ts'
import { signalName, signalsToCatch } from './deadly-signals.ts'
import type { SignalHandle, SignalHandleClass } from './signal-handle.ts'

const { listenerCount } = process

/** Keeps the number of the program's handles per signal in `state`. Handles of ours use the original methods and are not counted. */
export function watchHandlers(
  handleClass: SignalHandleClass,
  state: SharedState,
  changed: (signalNumber: number, isHandled: boolean) => void,
): void {
  const started = new WeakMap<SignalHandle, number>()
  const count = (signalNumber: number, by: 1 | -1) => {
    if (by === -1) Atomics.store(state, cells.closed + signalNumber, timestamp())
    const before = Atomics.add(state, cells.handlers + signalNumber, by)
    if (before === 0 || before + by === 0) changed(signalNumber, by === 1)
  }
  const earlier = countEarlier(state)
  replaceFunction(handleClass.prototype, 'start', original => {
    return function start(this: SignalHandle, ...args: unknown[]) {
      const signalNumber = args[0] as number
      countReceived(this, state, signalNumber)
      // The handle is counted before it starts: a signal may arrive at once.
      count(signalNumber, 1)
      const error = apply(original, this, args)
      if (error) count(signalNumber, -1)
      else started.set(this, signalNumber)
      return error
    }
  })
  const { close } = handleClass.prototype
  defineProperty(handleClass.prototype, 'close', {
    configurable: true,
    writable: true,
    value: function close_(this: SignalHandle, ...args: unknown[]) {
      const result = apply(close, this, args)
      const signalNumber = started.get(this)
      if (signalNumber !== undefined && started.delete(this)) count(signalNumber, -1)
      else
        earlier.forEach(signalNumber => {
          if (!hasListener(signalNumber) && earlier.delete(signalNumber)) count(signalNumber, -1)
        })
      return result
    },
  })
}

/** Counts the handlers from before the bootstrap: Node has some for `--heapsnapshot-signal` and `--report-on-signal`. Returns their signals. */
function countEarlier(state: SharedState): Set<number> {
  const found = new Set<number>()
  for (const signalNumber of signalsToCatch()) {
    if (!hasListener(signalNumber)) continue
    found.add(signalNumber)
    Atomics.add(state, cells.handlers + signalNumber, 1)
  }
  return found
}

function hasListener(signalNumber: number): boolean {
  return apply(listenerCount, process, [signalName(signalNumber)]) > 0
}

/** Node reads `onsignal` for each signal. An accessor there counts the signals, and adds no frame to a listener's stack trace. */
function countReceived(handle: SignalHandle, state: SharedState, signalNumber: number): void {
  let { onsignal } = handle
  defineProperty(handle, 'onsignal', {
    configurable: true,
    enumerable: true,
    get() {
      Atomics.add(state, cells.received + signalNumber, 1)
      return onsignal
    },
    set(value) {
      onsignal = value
    },
  })
}
