// Catches deadly signals until the signal thread is ready. A script may end a server as soon as it says that it listens. Until then
// handles on the main thread catch the deadly signals that the program does not handle. They would keep a busy process alive, so they
// are closed as soon as the signal thread is ready.
import { startQuietTimer } from '../../node/quiet-timer.ts'
import { cells, type SharedState } from '../../shared-state.ts'
import { signalName, signalsToCatch } from './deadly-signals.ts'
import { type Catcher, catchSignal, type OwnHandles } from './requests.ts'

/** The main thread's own handles on deadly signals. */
export interface EarlySignals {
  begin(): void
  /** Closes the handles at once: only the signal thread may send a signal now. */
  end(): void
  /** Closes them behind the next turn of the loop, which reports the signals that have arrived. A closed handle would drop them. */
  endSoon(): void
  /** Must be called when the program begins or ceases to handle a signal. */
  changed(signalNumber: number, isHandled: boolean): void
}

/** Calls `die` once a signal has been caught and nothing catches it any more. Must be called before the program begins. */
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
    // The thread's signal was caught here if it came before the handles were closed.
    const sent = Atomics.exchange(state, cells.sent, 0)
    if (sent > 0) die(sent)
  }
  let isEnding = false
  const timer = startQuietTimer(() => {
    if (isEnding) end()
  }, 1)
  return {
    begin() {
      isEnding = false
      if (catchers.size > 0) return
      for (const signalNumber of signalsToCatch(saveSignal)) {
        const catcher = catchSignal(handles, signalName(signalNumber)!, () => {
          end()
          die(signalNumber)
        })
        if (!catcher) continue
        catchers.set(signalNumber, catcher)
        if (Atomics.load(state, cells.handlers + signalNumber) === 0) catcher.catch()
      }
    },
    end,
    endSoon() {
      isEnding = true
      timer.start(1)
    },
    changed(signalNumber, isHandled) {
      const catcher = catchers.get(signalNumber)
      if (!catcher) return
      if (isHandled) catcher.letGo()
      else catcher.catch()
    },
  }
}
