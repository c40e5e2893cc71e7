import { liveFile } from '../../../src/contract/data-layout.ts'
import { appendByte, removeFile } from '../../data/write-file.ts'
import type { Flusher } from '../../flush.ts'
import { apply } from '../../node/primordials.ts'
import { signals } from '../../node/signal-numbers.ts'
import type { Settings } from '../../settings.ts'
import type { SharedState } from '../../shared-state.ts'
import type { Threads } from '../threads/threads.ts'
import { signalName } from './deadly-signals.ts'
import { catchEarly } from './early-signals.ts'
import { watchHandlers } from './handler-watch.ts'
import { startWhenIdle } from './idle-watch.ts'
import { whenListening } from './listening.ts'
import { catchSignal, takeHandles } from './requests.ts'
import { grabSignalHandleClass } from './signal-handle.ts'
import { createSignalThread, type SignalThread } from './signal-thread.ts'
import { resetTerminal } from './terminal.ts'

const { kill } = process

/** Holds the signal thread once there is one. */
export interface Guard {
  signalThread?: SignalThread | undefined
}

/** Answers requests to flush, and catches deadly signals from other processes. Sets `guard.signalThread` when it starts the thread. */
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
  // The process sends the signal to itself, so it flushes as for any signal to itself (own-signals.ts).
  const early = catchEarly(handles, state, saveSignal, signalNumber => {
    resetTerminal(signalNumber)
    apply(kill, process, [process.pid, signalNumber])
  })
  watchHandlers(handleClass, state, (signalNumber, isHandled) => {
    early.changed(signalNumber, isHandled)
    if (signalNumber !== signals.SIGURG) return
    // A program that listens to SIGURG must not receive our requests.
    const deaf = liveFile(settings.dataFile, flusher.info.id, '.deaf')
    if (isHandled) {
      appendByte(deaf)
      requests?.letGo()
    } else {
      requests?.catch()
      removeFile(deaf)
    }
  })
  let isStarted = false
  const start = (isSaved: boolean) => {
    isStarted = true
    guard.signalThread = createSignalThread(settings, flusher, state, {
      flush(signalNumber) {
        threads.ask('signal')
        flusher.flush('signal', { signal: signalName(signalNumber)! })
      },
      settled: early.endSoon,
      letGo: early.end,
      isSaved,
    })
    if (!guard.signalThread) early.endSoon()
  }
  const startSoon = startWhenIdle(settings.config.checkpoint, () => flusher.hasKept(), {
    start,
    notNow: early.endSoon,
  })
  whenListening(() => {
    if (isStarted) return
    early.begin()
    startSoon()
  })
}
