// Deadly signals from elsewhere (a shell's kill, timeout, Ctrl-C). A handle on the main thread would keep a busy process from
// dying, so a helper thread owns them: it has the main thread write its data, or takes the counts itself by interrupting it,
// then lets go of the signal and sends it again. It costs 25 to 45 ms of CPU time and 10 to 18 MB (Node 20 to 26), so only a
// process that listens for connections, or has lived a while and mostly waits, gets one: a server, a watcher, a daemon; not a compiler.
// Nor one that has nothing to save yet: npm, or tsx, which listens to its child.
import type { Worker } from 'node:worker_threads'
import { environmentNames } from '../../../src/contract/environment.ts'
import { readStarvation } from '../../../src/system/proc-stat.ts'
import type { Flusher } from '../../flush.ts'
import { debugLog } from '../../node/debug-log.ts'
import { wait } from '../../node/primordials.ts'
import { loadThreads } from '../../node/threads-module.ts'
import type { Settings } from '../../settings.ts'
import { answers, cells, type SharedState } from '../../shared-state.ts'
import { openDoor } from '../door.ts'
import type { ToMain, ToSignalThread } from '../signal-messages.ts'
import type { SignalThreadData } from './signal-thread-body.ts'
import { resetTerminal } from './terminal.ts'

const start = setTimeout
const cpuUsage = process.cpuUsage
const clock = process.hrtime.bigint

/** Age at which a process is first looked at, in ms; most commands are gone by then. */
const firstLook = 150
/** So often it is looked at again, so many ms after the last time, then more rarely. */
const earlyLooks = 10
const shortPause = 100
const longestPause = 2400
/** A process that used more of its time than this, or would have on a machine of its own, is working. */
const idleShare = 0.5
/** So often a process that has run nothing of the project's is let be (npm, tsx that wait for their child), for so many times longer. */
const emptyLooks = 2
const emptyPause = 3

/** The signal thread as the main thread sees it. */
export interface SignalThread {
  /** Makes a signal deadly again, synchronously: the process is about to send it to itself. */
  letGo(signalNumber: number): void
  /** Ends what would disturb the exit. */
  end(): void
  /** Says that the main thread cannot answer from now on, but has written its data. */
  setSaved(isSaved: boolean): void
}

/** What the owner of the thread does. */
export interface SignalThreadHooks {
  /** Whether there is anything to save. */
  hasKept(): boolean
  /** The process will die of this signal. */
  flush(signalNumber: number): void
  /** The thread is on its way, for 30 to 70 ms at least. */
  begun(thread: SignalThread): void
  /** From now on the thread catches signals, or there is none for now. */
  settled(): void
}

/** Starts the thread when the time has come; the function that it returns says that it has. */
export function startSignalThread(
  settings: Settings,
  flusher: Flusher,
  state: SharedState,
  hooks: SignalThreadHooks,
): () => void {
  const { checkpoint } = settings.config
  let pause = Math.min(firstLook, checkpoint ?? firstLook)
  let before = readUse()
  let looks = 0
  let empty = 0
  let isMade = false
  const make = (isSaved = false) => {
    if (isMade) return
    isMade = true
    const thread = createThread(settings, flusher, state, hooks, isSaved)
    if (thread) hooks.begun(thread)
    else hooks.settled()
  }
  const look = () => {
    if (isMade) return
    const use = readUse()
    const isIdle = use.work - before.work < (use.time - before.time) * idleShare
    if (checkpoint) return make()
    if (isIdle && (hooks.hasKept() || empty === emptyLooks)) return make(true)
    before = use
    if (isIdle) {
      empty++
      pause *= emptyPause
    } else pause = ++looks <= earlyLooks ? shortPause : Math.min(pause * 2, longestPause)
    start(look, pause).unref()
  }
  start(look, pause).unref()
  return () => {
    const begin = () => {
      if (hooks.hasKept()) make(true)
      else hooks.settled()
    }
    start(begin, 0).unref()
  }
}

/** The time, and how much of it this process has worked or would have on a machine of its own, in µs since some moment. */
function readUse(): { time: number; work: number } {
  const { user, system } = cpuUsage()
  return { time: Number(clock()) / 1000, work: user + system + readStarvation(process.pid) * 1000 }
}

function createThread(
  settings: Settings,
  flusher: Flusher,
  state: SharedState,
  hooks: SignalThreadHooks,
  isSaved: boolean,
): SignalThread | undefined {
  // Each new thread is announced to such listeners: they would see this one.
  if (process.listenerCount('worker') > 0) return undefined
  let worker: Worker
  const receive = (message: ToMain) => {
    if (message.kind === 'ready') {
      hooks.settled()
      // Should it be killed by what no thread can catch, what it did up to the thread's start is counted at least.
      if (!isSaved) flusher.flush('checkpoint', undefined, { isCheap: true })
      return
    }
    if (message.kind === 'checkpoint') {
      // One that came late: an interrupt has brought it.
      if (message.number <= Atomics.load(state, cells.checkpoint)) return
      Atomics.store(state, cells.checkpoint, message.number)
      Atomics.notify(state, cells.checkpoint)
      flusher.flush('checkpoint')
      return
    }
    Atomics.store(state, cells.answer, answers.begun)
    Atomics.notify(state, cells.answer)
    hooks.flush(message.signalNumber)
    resetTerminal(message.signalNumber)
    Atomics.store(state, cells.answer, answers.done)
    Atomics.notify(state, cells.answer)
    // Without covtree nothing would run any more. 1 s: in case that the signal does not end us.
    wait(state, cells.answer, answers.done, 1000)
  }
  const data: SignalThreadData = {
    state,
    info: flusher.info,
    dataFile: settings.dataFile,
    door: openDoor(receive),
    checkpoint: settings.config.checkpoint,
    saveSignal: settings.config.saveSignal,
  }
  try {
    const threads = loadThreads()
    worker = new threads.Worker(`require(${JSON.stringify(`${__dirname}/index.cjs`)}).runSignalThread()`, {
      eval: true,
      // Switched off: this thread is ours.
      env: {
        [environmentNames.dataFile]: '',
        [environmentNames.config]: settings.variables[environmentNames.config] ?? '',
      },
      // The class of signal handles is out of a thread's reach otherwise since Node 24 (no process.binding('signal_wrap')).
      execArgv: ['--expose-internals'],
      workerData: data,
      trackUnmanagedFds: false,
      // Else Node pipes them into process.stdout and process.stderr, which opens these for a program that never used them.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 },
    })
  } catch (error) {
    // --permission without --allow-worker, a limit of threads: nothing is caught, a death from outside is listed.
    debugLog('no signal thread', error)
    return undefined
  }
  // Without a listener, an error of this thread would be the program's uncaught exception.
  worker.on('error', error => {
    debugLog('signal thread', error)
    hooks.settled()
  })
  worker.on('message', receive)
  worker.unref()
  const { postToThread } = loadThreads()
  const send = (message: ToSignalThread) => postToThread.call(worker, message)
  const sendAndWait = (message: ToSignalThread) => {
    const before = Atomics.load(state, cells.letGo)
    send(message)
    // 100 ms: the thread has nothing else to do; were it stuck, the signal would reach it and be sent again.
    wait(state, cells.letGo, before, 100)
  }
  return {
    letGo: signalNumber => sendAndWait({ kind: 'let-go', signalNumber }),
    end() {
      // Its session, if it has one, would have Node say "Waiting for the debugger to disconnect..." at the exit.
      if (settings.config.checkpoint) sendAndWait({ kind: 'end' })
    },
    setSaved(isSaved) {
      Atomics.store(state, cells.isSaved, isSaved ? 1 : 0)
    },
  }
}
