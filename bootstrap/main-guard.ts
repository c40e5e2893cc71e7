import { appendByte, liveFile, removeFile } from './data-folder.ts'
import { signalName } from './endings/deadly-signals.ts'
import { catchEarly } from './endings/early-signals.ts'
import { watchHandlers } from './endings/handler-watch.ts'
import { whenListening } from './endings/listening.ts'
import { catchSignal, takeHandles } from './endings/requests.ts'
import { grabSignalHandleClass } from './endings/signal-handle.ts'
import { type SignalThread, startSignalThread } from './endings/signal-thread.ts'
import { resetTerminal } from './endings/terminal.ts'
import type { Flusher } from './flush.ts'
import type { Threads } from './own-threads.ts'
import type { Settings } from './settings.ts'
import type { SharedState } from './shared-state.ts'
import { signals } from './signal-numbers.ts'

const { kill } = process

/** The signal thread, once there is one. */
export interface Guard {
  thread?: SignalThread
}

/** Answers requests to flush, and catches signals that end a process from outside. */
export function guardMainThread(
  settings: Settings,
  flusher: Flusher,
  state: SharedState,
  threads: Threads,
  guard: Guard,
): void {
  const handleClass = grabSignalHandleClass('SIGURG')
  if (!handleClass) return
  const handles = takeHandles(handleClass)
  const requests = catchSignal(handles, 'SIGURG', () => {
    threads.passRequestOn()
    flusher.answer()
  })
  requests?.catch()
  const { saveSignal } = settings.config
  if (saveSignal) catchSignal(handles, saveSignal, () => flusher.flush('save'))?.catch()
  // It goes the way of any signal that this process sends to itself: with a flush before.
  const early = catchEarly(handles, state, saveSignal, signalNumber => {
    resetTerminal(signalNumber)
    kill(process.pid, signalNumber)
  })
  watchHandlers(handleClass, state, (signalNumber, isHandled) => {
    early.changed(signalNumber, isHandled)
    if (signalNumber !== signals.SIGURG) return
    // The program listens itself: it must not see our requests.
    const deaf = liveFile(settings.dataFile, flusher.info.id, '.deaf')
    if (isHandled) {
      appendByte(deaf)
      requests?.letGo()
    } else {
      requests?.catch()
      removeFile(deaf)
    }
  })
  if (process.platform === 'win32') return
  const startThread = startSignalThread(settings, flusher, state, {
    hasKept: () => flusher.hasKept(),
    flush(signalNumber) {
      threads.ask('inside')
      flusher.flush('signal', { signal: signalName(signalNumber)! })
    },
    begun(thread) {
      guard.thread = thread
    },
    settled: early.end,
  })
  whenListening(() => {
    early.begin()
    startThread()
  })
}
