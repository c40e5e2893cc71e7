// The order of events in a process or thread that is counted.

import { isWindows } from '../src/system/platform.ts'
import { readTask } from '../src/system/proc-stat.ts'
import { connectProfiler } from './counting/profiler.ts'
import { describeProcess, writeStartRecord } from './data/record.ts'
import { createEmbedApi } from './embed.ts'
import { flushBeforeExecve } from './endings/exit/execve.ts'
import { finishOnExit } from './endings/exit/exit.ts'
import { watchNaturalEnd } from './endings/exit/natural-end.ts'
import { offerEmbedApi } from './endings/hidden-calls.ts'
import { type Guard, guardMainThread } from './endings/signals/main-guard.ts'
import { flushBeforeOwnSignals } from './endings/signals/own-signals.ts'
import { guardOnWindows } from './endings/signals/windows-guard.ts'
import { saveInLongWaits } from './endings/threads/long-wait.ts'
import { answerThreads } from './endings/threads/thread-requests.ts'
import type { Threads } from './endings/threads/threads.ts'
import { Flusher } from './flush.ts'
import { isMainThread } from './node/main-thread.ts'
import { whenLoaded } from './node/module-list.ts'
import { signals } from './node/signal-numbers.ts'
import type { Settings } from './settings.ts'
import { createSharedState, type SharedState } from './shared-state.ts'
import type { ChildSettings } from './spawn/child-settings.ts'
import { addToObject } from './spawn/environment.ts'
import { handOverBeforeChange } from './spawn/other-users.ts'
import { hideVariables } from './spawn/own-environment.ts'
import { wrapOwnSpawning } from './spawn/own-spawning.ts'
import { wrapOwnThreads } from './spawn/own-threads.ts'
import { StartLog } from './spawn/start-log.ts'

const { cpuUsage } = process

/** Starts counting where it can, and registers the ends of this process or thread and the starts it will make. */
export function startProcess(settings: Settings): void {
  const begun = cpuUsage()
  const info = describeProcess(settings)
  const state = createSharedState()
  const childSettings: ChildSettings = {
    bootstrap: settings.config.bootstrap,
    variables: settings.variables,
    parent: info.id,
    readContext: () => settings.context,
  }
  hideVariables(settings, info.id)
  let flusher: Flusher | undefined
  const profiler = connectProfiler(settings, counts => flusher?.add(counts))
  if (!profiler) info.isUncountable = true
  flusher = profiler && new Flusher(settings, info, profiler, state)
  if (!isMainThread) info.task = readTask()
  const log = new StartLog(settings.dataFile, info.id)
  const threads = wrapOwnThreads(settings, childSettings, log)
  const guard = wrapStarts(settings, childSettings, log, flusher)
  if (flusher) {
    registerEnds(settings, flusher, threads, guard, childSettings, state)
    if (isMainThread) handOverBeforeChange(settings.dataFile, info.id)
    const guardThis = isWindows ? guardOnWindows : guardMainThread
    if (isMainThread) guardThis(settings, flusher, state, threads, guard)
    else answerAsThread(flusher, threads)
  }
  if (flusher) offerEmbedApi(createEmbedApi(flusher))
  // Last, because a process with a start record must be able to answer. If nothing is counted, the record stays and lists the process as lost.
  writeStartRecord(settings, info)
  profiler?.start()
  const { user, system } = cpuUsage()
  info.startCost = Math.round((user + system - begun.user - begun.system) / 100) / 10
}

function wrapStarts(
  settings: Settings,
  childSettings: ChildSettings,
  log: StartLog,
  flusher: Flusher | undefined,
): Guard {
  const guard: Guard = {}
  const worker: ChildSettings = { ...childSettings, isWorker: true }
  wrapOwnSpawning(
    settings,
    {
      log,
      // Pool workers of a Vitest that runs below this run step aside (process.ts).
      chooseSettings: ({ args }) =>
        args?.includes(settings.config.vitestWorker ?? '') ? worker : childSettings,
      aroundSync(spawn) {
        if (!guard.signalThread || !flusher) return spawn()
        // No signal can make this thread write its data while it waits.
        guard.signalThread.setSaved(flusher.flush('checkpoint'))
        try {
          return spawn()
        } finally {
          guard.signalThread.setSaved(false)
        }
      },
    },
    whenLoaded,
  )
  return guard
}

function registerEnds(
  settings: Settings,
  flusher: Flusher,
  threads: Threads,
  guard: Guard,
  childSettings: ChildSettings,
  state: SharedState,
): void {
  const finish = (code: number) => {
    threads.ask('last')
    flusher.finish('exit', { code })
    guard.signalThread?.end()
  }
  finishOnExit(finish, isMainThread ? watchNaturalEnd(settings.config.bootstrap) : undefined)
  flushBeforeOwnSignals(state, (signal, isAbort) => {
    // The save signal ends nothing.
    if (signal === settings.config.saveSignal) return
    threads.ask('signal')
    // Node writes its NODE_V8_COVERAGE file when a process kills itself, but not when it aborts.
    flusher.flush(isAbort ? 'abort' : 'signal', { signal }, { isNodesLast: !isAbort })
    guard.signalThread?.letGo(signals[signal]!)
  })
  flushBeforeExecve(
    env => addToObject(env, childSettings),
    () => {
      threads.ask('last')
      flusher.finish('execve', {})
    },
    () => flusher.revive(),
  )
}

function answerAsThread(flusher: Flusher, threads: Threads): void {
  const answer = answerThreads(kind => {
    if (kind === 'last') {
      // They are stopped with this one.
      threads.ask('last')
      // A stopped thread ends with code 1, whatever it was doing.
      flusher.finish('exit', { code: 1 })
    } else if (kind === 'outside') flusher.answer()
    else if (kind === 'signal') flusher.flush('signal', { code: 1 }, { goesOn: true })
    else flusher.flush('ask')
  }, flusher.isFlushing)
  saveInLongWaits({ save: () => flusher.pause(), resume: () => flusher.resume(), answer })
}
