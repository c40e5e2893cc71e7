import { liveFile } from '../../../src/contract/data-layout.ts'
import { appendByte, removeFile } from '../../data/data-folder.ts'
import type { Flusher } from '../../flush.ts'
import { signals } from '../../node/signal-numbers.ts'
import type { Settings } from '../../settings.ts'
import type { SharedState } from '../../shared-state.ts'
import type { Threads } from '../threads/threads.ts'
import { signalName } from './deadly-signals.ts'
import { catchEarly } from './early-signals.ts'
import { watchHandlers } from './handler-watch.ts'
import { whenListening } from './listening.ts'
import { catchSignal, takeHandles } from './requests.ts'
import { grabSignalHandleClass } from './signal-handle.ts'
import { type SignalThread, startSignalThread } from './signal-thread.ts'
import { resetTerminal } from './terminal.ts'

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
