// The order of events in a process or thread that is counted.

import { isWindows } from '../src/system/platform.ts'
import { readTask } from '../src/system/proc-stat.ts'
import { isCountedByNode } from './counting/counted-by-node.ts'
import { connectProfiler } from './counting/profiler.ts'
import { describeProcess, writeStartRecord } from './data/record.ts'
import { createEmbedApi } from './embed.ts'
import { flushBeforeExecve } from './endings/exit/execve.ts'
import { finishOnExit } from './endings/exit/exit.ts'
import { watchNaturalEnd } from './endings/exit/natural-end.ts'
import { offerEmbedApi } from './endings/hidden-calls.ts'
import { askBeforeProcessKill } from './endings/kill/process-kill.ts'
import { isDeadly } from './endings/signals/deadly-signals.ts'
import { type Guard, guardMainThread } from './endings/signals/main-guard.ts'
import { flushBeforeOwnSignals } from './endings/signals/own-signals.ts'
import { guardOnWindows } from './endings/signals/windows-guard.ts'
import type { Threads } from './endings/threads/threads.ts'
import { Flusher } from './flush.ts'
import { loadLater } from './load-later.ts'
import { canBind } from './node/binding.ts'
import { isMainThread } from './node/main-thread.ts'
import { whenLoaded } from './node/module-list.ts'
import { signals } from './node/signal-numbers.ts'
import { whenThreadsLoad } from './node/threads-module.ts'
import type { Settings } from './settings.ts'
import { createSharedState } from './shared-state.ts'
import type { ChildSettings } from './spawn/child-settings.ts'
import { hideVariables } from './spawn/own-environment.ts'
import type { OwnStarts } from './spawn/own-starts.ts'

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
  const profiler = connectProfiler(
    settings.branch,
    counts => flusher?.add(counts),
    (own, counters) => loadLater().shareCounters(own, counters),
  )
  if (!profiler) info.isUncountable = true
  const join = isCountedByNode() ? loadLater().joinNodeCoverage : undefined
  flusher = profiler && new Flusher(settings, info, profiler, state, join)
  if (!isMainThread) info.task = readTask()
  const guard: Guard = {}
  const threads = wrapStarts(settings, childSettings, info.id, guard, flusher)
  if (flusher) {
    registerEnds(settings, flusher, threads, guard, childSettings)
    const guardThis = isWindows ? guardOnWindows : guardMainThread
    if (isMainThread)
      guardThis(settings, flusher, state, threads, guard, (of, by, shared, hooks) =>
        loadLater().createSignalThread(of, by, shared, hooks),
      )
    else answerAsThread(flusher, threads)
  }
  if (flusher) offerEmbedApi(createEmbedApi(flusher))
  // Last: who is on the list of live processes answers. Where nothing is counted, the record stays and lists it as lost.
  writeStartRecord(settings, info)
  profiler?.start()
  const { user, system } = cpuUsage()
  info.startCost = Math.round((user + system - begun.user - begun.system) / 100) / 10
}

/** Wraps what this thread starts and kills, when it does so for the first time. */
function wrapStarts(
  settings: Settings,
  childSettings: ChildSettings,
  id: string,
  guard: Guard,
  flusher: Flusher | undefined,
): Threads {
  let loaded: OwnStarts | undefined
  const load = (): OwnStarts => {
    loaded ??= loadLater().createOwnStarts(settings, childSettings, id, spawn => {
      if (!guard.signalThread || !flusher) return spawn()
      // No signal can make this thread write its data while it waits.
      guard.signalThread.setSaved(flusher.flush('checkpoint'))
      try {
        return spawn()
      } finally {
        guard.signalThread.setSaved(false)
      }
    })
    return loaded
  }
  let isWrapped = false
  const wrapSpawning = () => {
    if (isWrapped) return
    isWrapped = true
    load().wrapSpawning(whenLoaded)
  }
  whenThreadsLoad(isLate => load().threads.wrap(isLate))
  whenLoaded('NativeModule internal/modules/esm/hooks', () => load().threads.watchHooks())
  // A `--loader` has a thread that this one does not start.
  if (`${process.execArgv} ${process.env.NODE_OPTIONS}`.includes('loader')) load()
  if (canBind) {
    whenLoaded('Internal Binding process_wrap', wrapSpawning)
    whenLoaded('Internal Binding spawn_sync', wrapSpawning)
  } else wrapSpawning()
  askBeforeProcessKill((pid, signalNumber) => {
    if (isDeadly(signalNumber)) load().beforeKill(pid, signalNumber)
  })
  return {
    ask: (kind, of) => loaded?.threads.ask(kind, of) ?? false,
    passRequestOn: () => loaded?.threads.passRequestOn(),
  }
}

function registerEnds(
  settings: Settings,
  flusher: Flusher,
  threads: Threads,
  guard: Guard,
  childSettings: ChildSettings,
): void {
  const finish = (code: number) => {
    threads.ask('last')
    flusher.finish('exit', { code })
    guard.signalThread?.end()
  }
  finishOnExit(finish, isMainThread ? watchNaturalEnd(settings.config.bootstrap) : undefined)
  flushBeforeOwnSignals((signal, isAbort) => {
    // The save signal ends nothing.
    if (signal === settings.config.saveSignal) return
    threads.ask('inside')
    // Node writes its NODE_V8_COVERAGE file when a process kills itself, but not when it aborts.
    flusher.flush(isAbort ? 'abort' : 'signal', { signal }, { isNodesLast: !isAbort })
    guard.signalThread?.letGo(signals[signal]!)
  })
  flushBeforeExecve(
    env => loadLater().addToObject(env, childSettings),
    () => {
      threads.ask('last')
      flusher.finish('execve', {})
    },
    () => flusher.revive(),
  )
}

function answerAsThread(flusher: Flusher, threads: Threads): void {
  const { answerThreads, saveInLongWaits } = loadLater()
  const answer = answerThreads(kind => {
    if (kind === 'last') {
      // They are stopped with this one.
      threads.ask('last')
      // A stopped thread ends with code 1, whatever it was doing.
      flusher.finish('exit', { code: 1 })
    } else if (kind === 'outside') flusher.answer()
    else flusher.flush('ask')
  }, flusher.isFlushing)
  saveInLongWaits({ save: () => flusher.pause(), resume: () => flusher.resume(), answer })
}
