import { liveFile } from '../../../src/contract/data-layout.ts'
import { appendByte } from '../../data/write-file.ts'
import type { Flusher } from '../../flush.ts'
import type { Settings } from '../../settings.ts'
import { cells, type SharedState } from '../../shared-state.ts'
import type { Threads } from '../threads/threads.ts'
import { startWhenIdle } from './idle-watch.ts'
import type { Guard } from './main-guard.ts'
import { removeRequest, watchRequests } from './request-watch.ts'
import { catchSignal, takeHandles } from './requests.ts'
import { grabSignalHandleClass } from './signal-handle.ts'
import { createSignalThread } from './signal-thread.ts'

/** Answers requests to flush on Windows. No signal can be caught there: what ends a process from outside runs nothing in it. */
export function guardOnWindows(
  settings: Settings,
  flusher: Flusher,
  state: SharedState,
  threads: Threads,
  guard: Guard,
): void {
  const { dataFile, config } = settings
  const answered = new Set<string>()
  /** If this thread is busy, the signal thread brings the request a second time. */
  const answer = (name: string) => {
    if (answered.has(name)) return
    answered.add(name)
    Atomics.add(state, cells.asked, 1)
    Atomics.notify(state, cells.asked)
    threads.passRequestOn()
    flusher.answer()
    removeRequest(dataFile, name)
  }
  const isWatching = watchRequests(dataFile, answer)
  // Senders do not wait for an answer then.
  if (!isWatching) appendByte(liveFile(dataFile, flusher.info.id, '.deaf'))
  const { saveSignal } = config
  const handleClass = saveSignal && grabSignalHandleClass(saveSignal)
  if (handleClass) catchSignal(takeHandles(handleClass), saveSignal, () => flusher.flush('save'))?.catch()
  if (!isWatching && !config.checkpoint) return
  const start = (isSaved: boolean) => {
    guard.signalThread = createSignalThread(settings, flusher, state, {
      flush() {},
      asked: answer,
      settled() {},
      letGo() {},
      isSaved,
    })
  }
  // Not as soon as the process listens, as on other systems: tests often kill a server then, and making the thread would delay the answer.
  startWhenIdle(config.checkpoint, () => flusher.hasKept(), { start, notNow() {} })
}
