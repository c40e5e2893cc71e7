// The time until the signal thread is ready: a server may be ended by a shell's `kill` as soon as it says that it listens. Until then the
// main thread itself catches deadly signals that nobody handles, which would keep a busy process from dying, so for no longer.
import { cells, type SharedState } from '../../shared-state.ts'
import { signalName, signalsToGuard } from './deadly-signals.ts'
import { type Catcher, catchSignal, type OwnHandles } from './requests.ts'

/** The main thread's own handles on deadly signals. */
export interface EarlySignals {
  begin(): void
  end(): void
  /** The program begins or ceases to handle a signal. */
  changed(signalNumber: number, isHandled: boolean): void
}

/** `die` ends the process by the signal; nothing catches it any more. */
export function catchEarly(
  handles: OwnHandles,
  state: SharedState,
  saveSignal: NodeJS.Signals | undefined,
  die: (signalNumber: number) => void,
): EarlySignals {
  const catchers = new Map<number, Catcher>()
  const end = () => {
    for (const catcher of catchers.values()) catcher.letGo()
    catchers.clear()
  }
  return {
    begin() {
      if (catchers.size > 0) return
      for (const signalNumber of signalsToGuard()) {
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
      if (isHandled) catcher?.letGo()
      else catcher?.catch()
    },
  }
}
