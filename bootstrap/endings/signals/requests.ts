// Requests to flush from outside: SIGURG, which does nothing by default and which almost no program uses.
import { signals } from '../../node/signal-numbers.ts'
import type { SignalHandle, SignalHandleClass } from './signal-handle.ts'

/** A handle of ours on one signal. */
export interface Catcher {
  catch(): void
  letGo(): void
}

/** What handles of ours are made with. */
export interface OwnHandles {
  handleClass: SignalHandleClass
  start: SignalHandle['start']
  close: SignalHandle['close']
}

/** Takes the originals: they may be watched later, and ours are not the program's. */
export function takeHandles(handleClass: SignalHandleClass): OwnHandles {
  const { start, close } = handleClass.prototype
  return { handleClass, start, close }
}

/** Answers `signal` by `answer`, from the first `catch()` on, without keeping the process alive. Undefined if it cannot. */
export function catchSignal(
  { handleClass, start, close }: OwnHandles,
  signal: NodeJS.Signals,
  answer: () => void,
): Catcher | undefined {
  const number = signals[signal]
  if (number === undefined) return undefined
  let handle: SignalHandle | undefined
  return {
    catch() {
      if (handle) return
      handle = new handleClass()
      handle.unref()
      handle.onsignal = answer
      start.call(handle, number)
    },
    letGo() {
      if (handle) close.call(handle)
      handle = undefined
    },
  }
}
