// Catches deadly signals until the signal thread is ready. A script may end a server as soon as it says that it listens. Until then
// handles on the main thread catch the deadly signals that the program does not handle. They would keep a busy process alive, so they
// are closed as soon as the signal thread is ready.
import { cells, type SharedState } from '../../shared-state.ts'
import { signalName, signalsToCatch } from './deadly-signals.ts'
import { type Catcher, catchSignal, type OwnHandles } from './requests.ts'

/** The main thread's own handles on deadly signals. */
export interface EarlySignals {
  begin(): void
  end(): void
  /** Must be called when the program begins or ceases to handle a signal. */
  changed(signalNumber: number, isHandled: boolean): void
}

/** Calls `die` once a signal has been caught and nothing catches it any more. */
export function catchEarly(
  handles: OwnHandles,
  state: SharedState,
  saveSignal: NodeJS.Signals | undefined,
  die: (signalNumber: number) => void,
): EarlySignals {
  const catchers = new Map<number, Catcher>()
  const end = () => {
    catchers.forEach(catcher => {
      catcher.letGo()
    })
    catchers.clear()
  }
  return {
    begin() {
      if (catchers.size > 0) return
      for (const signalNumber of signalsToCatch()) {
        const name = signalName(signalNumber)!
        const catcher = catchSignal(handles, name, () => {
          end()
          die(signalNumber)
        })
        if (!catcher || name === saveSignal) continue
        catchers.set(signalNumber, catcher)
        if (Atomics.load(state, cells.handlers + signalNumber) === 0) catcher.catch()
      }
    },
    end,
    changed(signalNumber, isHandled) {
      const catcher = catchers.get(signalNumber)
      if (!catcher) return
      if (isHandled) catcher.letGo()
      else catcher.catch()
    },
  }
}
