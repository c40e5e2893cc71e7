// The order of events in a process or thread that is counted.
import type { ProcessInfo } from '../src/contract/process-info.ts'
import { appendByte, liveFile, removeFile } from './data-folder.ts'
import { debugLog } from './debug-log.ts'
import { createEmbedApi } from './embed.ts'
import { askBeforeProcessKill, askBeforeSignal, type Sender } from './endings/ask-first.ts'
import { signalName } from './endings/deadly-signals.ts'
import { offer } from './endings/door.ts'
import { catchEarly } from './endings/early-signals.ts'
import { finishOnExit } from './endings/exit.ts'
import { watchHandlers } from './endings/handler-watch.ts'
import { askBeforeKillCommand } from './endings/kill-commands.ts'
import { whenListening } from './endings/listening.ts'
import { saveInLongWaits } from './endings/long-wait.ts'
import { catchSignal } from './endings/requests.ts'
import { flushBeforeExecve, flushBeforeOwnSignals } from './endings/self.ts'
import { grabSignalHandleClass } from './endings/signal-handle.ts'
import { type SignalThread, startSignalThread } from './endings/signal-thread.ts'
import { resetTerminal } from './endings/terminal.ts'
import { answerThreads, askThreads, listThreads, passRequestOn } from './endings/thread-requests.ts'
import { Flusher } from './flush.ts'
import { isMainThread } from './main-thread.ts'
import { whenLoaded } from './module-list.ts'
import { hideVariables } from './own-environment.ts'
import { connectProfiler } from './profiler.ts'
import { describeProcess, readTask, writeStartRecord } from './record.ts'
import type { Settings } from './settings.ts'
import { createSharedState, type SharedState } from './shared-state.ts'
import { signals } from './signal-numbers.ts'
import { addToObject, addToPairs, type Handover } from './spawn/environment.ts'
import { type SpawnHooks, wrapSpawning } from './spawn/processes.ts'
import { type ThreadHooks, wrapThreads } from './spawn/threads.ts'
import { whenThreadsLoad } from './threads-module.ts'

const { cpuUsage, kill } = process

/** Starts counting where it can, and registers the ends of this process or thread and the starts it will make. */
export function startProcess(settings: Settings): void {
  const begun = cpuUsage()
  const info = describeProcess(settings)
  const state = createSharedState()
  const handover: Handover = {
    bootstrap: settings.config.bootstrap,
    variables: settings.variables,
    parent: info.id,
    readContext: () => settings.context,
  }
  hideVariables(settings, info.id)
  let flusher: Flusher | undefined
  const profiler = connectProfiler(settings.branch, counts => flusher?.add(counts))
  flusher = profiler && new Flusher(settings, info, profiler, state)
  if (!isMainThread) info.task = readTask()
  const threads = wrapOwnThreads(settings, handover)
  const thread = wrapOwnSpawning(settings, handover, flusher)
  if (flusher) {
    registerEnds(settings, flusher, threads, thread, handover)
    if (isMainThread) guardMainThread(settings, flusher, state, threads, thread)
    else answerAsThread(flusher, threads)
  }
  if (flusher) offer(createEmbedApi(flusher))
  // Last: who is on the list of live processes answers. Where nothing is counted, the record stays and lists it as lost.
  record(settings, info)
  profiler?.start()
  const { user, system } = cpuUsage(begun)
  info.startCost = Math.round((user + system) / 100) / 10
}

/** The signal thread, once there is one. */
interface Guard {
  thread?: SignalThread
}

/** The threads this one has started. */
interface Threads {
  /** Asks them (or those given) for their data and waits. */
  ask(kind: 'last' | 'inside', of?: number[]): void
  /** Lets them answer another process. */
  passRequestOn(): void
}

function wrapOwnThreads(settings: Settings, handover: Handover): Threads {
  const started = new Set<number>()
  const threads: Threads = {
    ask(kind, of) {
      if (started.size === 0) return
      const known = listThreads(settings.dataFile, of ?? (isMainThread ? undefined : started))
      askThreads(settings.dataFile, known, settings.config.askTimeout, kind)
    },
    passRequestOn() {
      if (started.size > 0) passRequestOn(listThreads(settings.dataFile))
    },
  }
  const hooks: ThreadHooks = {
    addEnvironment: env => addToObject(env, handover),
    started(id) {
      started.add(id)
    },
    beforeStop: id => threads.ask('last', [id]),
  }
  whenThreadsLoad(isLate => wrapThreads(hooks, isLate))
  return threads
}

function wrapOwnSpawning(settings: Settings, handover: Handover, flusher: Flusher | undefined): Guard {
  const guard: Guard = {}
  const sender: Sender = { dataFile: settings.dataFile, askTimeout: settings.config.askTimeout }
  const hooks: SpawnHooks = {
    addEnvironment(start) {
      askBeforeKillCommand(sender, start.args)
      return addToPairs(start.envPairs!, handover)
    },
    beforeKill: (pid, signalNumber) => askBeforeSignal(sender, pid, signalNumber),
    aroundSync(spawn) {
      if (!guard.thread || !flusher) return spawn()
      // No signal can make this thread write its data while it waits.
      guard.thread.setSaved(flusher.flush('checkpoint'))
      try {
        return spawn()
      } finally {
        guard.thread.setSaved(false)
      }
    },
  }
  wrapSpawning(hooks, whenLoaded)
  askBeforeProcessKill(sender)
  return guard
}

function registerEnds(
  settings: Settings,
  flusher: Flusher,
  threads: Threads,
  guard: Guard,
  handover: Handover,
): void {
  finishOnExit(code => {
    threads.ask('last')
    flusher.finish('exit', { code })
    guard.thread?.end()
  })
  flushBeforeOwnSignals((signal, isAbort) => {
    // The save signal ends nothing.
    if (signal === settings.config.saveSignal) return
    threads.ask('inside')
    // Node writes its NODE_V8_COVERAGE file when a process kills itself, but not when it aborts.
    flusher.flush(isAbort ? 'abort' : 'signal', { signal }, { isNodesLast: !isAbort })
    guard.thread?.letGo(signals[signal]!)
  })
  flushBeforeExecve(
    env => addToObject(env, handover),
    () => {
      threads.ask('last')
      flusher.finish('execve', {})
    },
    () => flusher.revive(),
  )
}

function guardMainThread(
  settings: Settings,
  flusher: Flusher,
  state: SharedState,
  threads: Threads,
  guard: Guard,
): void {
  const handleClass = grabSignalHandleClass('SIGURG')
  if (!handleClass) return
  const requests = catchSignal(handleClass, 'SIGURG', () => {
    threads.passRequestOn()
    flusher.answer()
  })
  requests?.catch()
  const { saveSignal } = settings.config
  if (saveSignal) catchSignal(handleClass, saveSignal, () => flusher.flush('save'))?.catch()
  // It goes the way of any signal that this process sends to itself: with a flush before.
  const early = catchEarly(handleClass, state, saveSignal, signalNumber => {
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
    flush(signalNumber) {
      threads.ask('inside')
      flusher.flush('signal', { signal: signalName(signalNumber)! })
    },
    begun(thread) {
      guard.thread = thread
      early.begin()
    },
    ready: early.end,
  })
  whenListening(() => {
    early.begin()
    startThread()
  })
}

function answerAsThread(flusher: Flusher, threads: Threads): void {
  const answer = answerThreads(kind => {
    if (kind === 'last') {
      // They are stopped with this one.
      threads.ask('last')
      // A stopped thread ends with code 1, whatever it was doing.
      flusher.finish('exit', { code: 1 })
    } else if (kind === 'outside') flusher.answer()
    else flusher.flush('ask')
  })
  saveInLongWaits({ save: () => flusher.pause(), resume: () => flusher.resume(), answer })
}

function record(settings: Settings, info: ProcessInfo): void {
  try {
    writeStartRecord(settings, info)
  } catch (error) {
    debugLog('no start record', error)
  }
}
