// Handles of ours on signals: requests to flush (SIGURG, which does nothing by default and which almost no program uses), the save
// signal, and deadly signals for a short time.
import { apply } from '../../node/primordials.ts'
import { signals } from '../../node/signal-numbers.ts'
import type { SignalHandle, SignalHandleClass } from './signal-handle.ts'

/** A handle of ours on one signal. */
export interface Catcher {
  catch(): void
  letGo(): void
}

/** Node's class of signal handles, and its methods before they were wrapped. */
export interface OwnHandles {
  handleClass: SignalHandleClass
  start: SignalHandle['start']
  stop: SignalHandle['stop']
}

/** Takes the methods before `watchHandlers` wraps them, which counts the program's handles. */
export function takeHandles(handleClass: SignalHandleClass): OwnHandles {
  const { start, stop } = handleClass.prototype
  return { handleClass, start, stop }
}

/** Calls `answer` on each `signal` after `catch()`, without keeping the process alive. Undefined if the system has no such signal. */
export function catchSignal(
  { handleClass, start, stop }: OwnHandles,
  signal: NodeJS.Signals,
  answer: () => void,
): Catcher | undefined {
  const number = signals[signal]
  if (number === undefined) return undefined
  // Never closed: that would emit `destroy` to async hooks that never saw the handle's `init`.
  let handle: SignalHandle | undefined
  let isCaught = false
  return {
    catch() {
      if (isCaught) return
      isCaught = true
      if (!handle) {
        handle = new handleClass()
        handle.unref()
        handle.onsignal = answer
      }
      apply(start, handle, [number])
    },
    letGo() {
      if (handle && isCaught) apply(stop, handle, [])
      isCaught = false
    },
  }
}
