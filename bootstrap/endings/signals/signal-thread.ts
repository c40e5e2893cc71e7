// The signal thread, as the main thread sees it. It catches deadly signals from other processes (a shell's kill, timeout, Ctrl-C). A handle
// on the main thread would keep a busy process from dying. The thread has the main thread write its data, or interrupts it for that,
// then closes its handle and sends the signal again.
import type { Worker } from 'node:worker_threads'
import { environmentNames } from '../../../src/contract/environment.ts'
import { threadWatch } from '../../counting/other-sessions.ts'
import type { Flusher } from '../../flush.ts'
import { debugLog, runSafely } from '../../node/debug-log.ts'
import { apply, wait } from '../../node/primordials.ts'
import { loadThreads } from '../../node/threads-module.ts'
import type { Settings } from '../../settings.ts'
import { answers, cells, type SharedState } from '../../shared-state.ts'
import { receiveHiddenCalls } from '../hidden-calls.ts'
import type { ToMain, ToSignalThread } from '../signal-messages.ts'
import { survival } from './carry-out.ts'
import { signalsToCatch } from './deadly-signals.ts'
import { hearsEvents, readHookCounts, withoutInit } from './hook-counts.ts'
import type { SignalThreadData } from './signal-thread-body.ts'
import { resetTerminal } from './terminal.ts'

const { listenerCount } = process

/** The signal thread as the main thread sees it. */
export interface SignalThread {
  /** Makes a signal deadly again before it returns: the process is about to send it to itself. */
  letGo(signalNumber: number): void
  /** Closes what would disturb the exit. */
  end(): void
  /** Says that the main thread has written its data and cannot answer, or that it can answer again. */
  setSaved(isSaved: boolean): void
}

/** Hooks of the main thread, which owns the signal thread. */
export interface SignalThreadHooks {
  /** Writes the counts: the process will die of this signal. */
  flush(signalNumber: number): void
  /** Windows: another process asks for the counts, by a request of this name. */
  asked?(name: string): void
  /** The thread catches signals from now on, 30 to 70 ms after its start at the earliest, or it has failed. */
  settled(): void
  /** The thread is about to send the process a deadly signal: nothing else may catch it. */
  letGo(): void
  /** The counts up to the start of the thread are written. */
  isSaved: boolean
}

/** Starts the thread. Undefined where the program would see it, or where no thread may be had. */
export function createSignalThread(
  settings: Settings,
  flusher: Flusher,
  state: SharedState,
  hooks: SignalThreadHooks,
): SignalThread | undefined {
  if (isThreadAnnounced()) return undefined
  const hookCounts = readHookCounts()
  // Messages of the thread would be events that a leak detector, or a tracer, does not know.
  if (hearsEvents(hookCounts)) return undefined
  const receive = createReceiver(flusher, state, hooks)
  const data: SignalThreadData = {
    state,
    info: flusher.info,
    dataFile: settings.dataFile,
    callExpression: receiveHiddenCalls(receive),
    checkpoint: settings.config.checkpoint,
    signals: signalsToCatch(settings.config.saveSignal),
  }
  const config = settings.variables[environmentNames.config]
  const worker = withoutInit(hookCounts, () => startWorker(config, data))
  if (!worker) return undefined
  // Without a listener, an error of this thread would be the program's uncaught exception.
  worker.on('error', error => {
    debugLog('signal thread', error)
    hooks.settled()
  })
  worker.on('message', receive)
  worker.unref()
  const { postToThread } = loadThreads()
  const sendAndWait = (message: ToSignalThread) => {
    const before = Atomics.load(state, cells.letGo)
    apply(postToThread, worker, [message])
    // The thread has nothing else to do, so 100 ms suffice. If it fails, the signal reaches it, and it sends the signal again.
    wait(state, cells.letGo, before, 100)
  }
  return {
    letGo: signalNumber => sendAndWait({ kind: 'let-go', signalNumber }),
    end() {
      // An open inspector session would make Node print "Waiting for the debugger to disconnect..." at the exit.
      if (settings.config.checkpoint) sendAndWait({ kind: 'end' })
    },
    setSaved(isSaved) {
      Atomics.store(state, cells.isSaved, isSaved ? 1 : 0)
    },
  }
}

/** Returns the function that carries out the thread's messages in the main thread. */
function createReceiver(
  flusher: Flusher,
  state: SharedState,
  hooks: SignalThreadHooks,
): (message: ToMain) => void {
  const ready = () => {
    hooks.settled()
    // Counts up to here survive a death that no thread can catch.
    if (!hooks.isSaved) flusher.flush('checkpoint', undefined, { isCheap: true })
  }
  const checkpoint = (number: number) => {
    // An interruption has carried out this message before it arrived.
    if (number <= Atomics.load(state, cells.checkpoint)) return
    Atomics.store(state, cells.checkpoint, number)
    Atomics.notify(state, cells.checkpoint)
    flusher.flush('checkpoint', undefined, { skipsUnchanged: true })
  }
  const die = (signalNumber: number) => {
    Atomics.store(state, cells.answer, answers.begun)
    Atomics.notify(state, cells.answer)
    hooks.flush(signalNumber)
    resetTerminal(signalNumber)
    hooks.letGo()
    Atomics.store(state, cells.answer, answers.done)
    Atomics.notify(state, cells.answer)
    // Without covtree the program would run no more. It goes on if it survives the signal.
    wait(state, cells.answer, answers.done, survival)
  }
  return message => {
    if (message.kind === 'ready') ready()
    else if (message.kind === 'checkpoint') checkpoint(message.number)
    else if (message.kind === 'asked') hooks.asked?.(message.name)
    else die(message.signalNumber)
  }
}

/** Whether Node would tell the program of a new thread. */
function isThreadAnnounced(): boolean {
  if (apply(listenerCount, process, ['worker']) > 0 || threadWatch.isOn) return true
  const { hasSubscribers } = require('node:diagnostics_channel') as typeof import('node:diagnostics_channel')
  return hasSubscribers('worker_threads')
}

/** Undefined under `--permission` without `--allow-worker`, and at a limit of threads. A process killed from outside is then listed as lost. */
function startWorker(config: string | undefined, data: SignalThreadData): Worker | undefined {
  return runSafely('no signal thread', () => {
    const { Worker } = loadThreads()
    return new Worker(`require(${JSON.stringify(`${__dirname}/index.cjs`)}).runSignalThread()`, {
      eval: true,
      // An empty data file: covtree counts nothing in its own thread.
      env: { [environmentNames.dataFile]: '', [environmentNames.config]: config ?? '' },
      // Node gives a thread the class of signal handles only so (since 24 without process.binding('signal_wrap')).
      execArgv: ['--expose-internals'],
      workerData: data,
      trackUnmanagedFds: false,
      // Otherwise Node pipes them into process.stdout and process.stderr, and so opens these for a program that never used them.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 },
    })
  })
}
