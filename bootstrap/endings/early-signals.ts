// The time until the signal thread is ready: a server may be ended by a shell's `kill` as soon as it says that it listens. Until then the
// main thread itself catches deadly signals that nobody handles, which would keep a busy process from dying, so for no longer.
import { cells, type SharedState } from '../shared-state.ts'
import { signalName, signalsToGuard } from './deadly-signals.ts'
import { type Catcher, catchSignal } from './requests.ts'
import type { SignalHandleClass } from './signal-handle.ts'

/** The main thread's own handles on deadly signals. */
export interface EarlySignals {
  begin(): void
  end(): void
  /** The program begins or ceases to handle a signal. */
  changed(signalNumber: number, isHandled: boolean): void
}

/** Must be called before handles are watched. `die` ends the process by the signal; nothing catches it any more. */
export function catchEarly(
  handleClass: SignalHandleClass,
  state: SharedState,
  saveSignal: NodeJS.Signals | undefined,
  die: (signalNumber: number) => void,
): EarlySignals {
  const catchers = new Map<number, Catcher>()
  let isOn = false
  const end = () => {
    isOn = false
    for (const catcher of catchers.values()) catcher.letGo()
  }
  for (const signalNumber of signalsToGuard()) {
    const name = signalName(signalNumber)!
    if (name === saveSignal) continue
    const catcher = catchSignal(handleClass, name, () => {
      end()
      die(signalNumber)
    })
    if (catcher) catchers.set(signalNumber, catcher)
  }
  return {
    begin() {
      if (isOn) return
      isOn = true
      for (const [signalNumber, catcher] of catchers) {
        if (Atomics.load(state, cells.handlers + signalNumber) === 0) catcher.catch()
      }
    },
    end,
    changed(signalNumber, isHandled) {
      const catcher = isOn && catchers.get(signalNumber)
      if (!catcher) return
      if (isHandled) catcher.letGo()
      else catcher.catch()
    },
  }
}
