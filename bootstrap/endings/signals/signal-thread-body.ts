// What runs in the signal thread. It has its own loop, so a signal reaches it however busy the main thread is.
import type { Session } from 'node:inspector'
import type { ProcessInfo } from '../../../src/contract/process-info.ts'
import { readMainThreadTime } from '../../../src/system/proc-stat.ts'
import { DataWriter } from '../../data/data-writer.ts'
import { ScriptKeeper } from '../../data/scripts.ts'
import { loadThreads } from '../../node/threads-module.ts'
import { answers, cells, type SharedState, timestamp } from '../../shared-state.ts'
import type { ToMain, ToSignalThread } from '../signal-messages.ts'
import { signalName, signalsToGuard } from './deadly-signals.ts'
import type { SignalHandle, SignalHandleClass } from './signal-handle.ts'

/** What the main thread gives the signal thread. */
export interface SignalThreadData {
  state: SharedState
  info: ProcessInfo
  dataFile: string
  /** An expression that calls the main thread's own flush; a literal of {@link ToMain}'s JSON takes the place of `MESSAGE`. */
  door: string
  checkpoint: number | undefined
  /** Not deadly: the main thread answers it. */
  saveSignal: NodeJS.Signals | undefined
}

/** An idle main thread begins to answer within 1 to 2 ms; after this, in ms, it is interrupted. */
const patience = 10
/** A signal reaches two threads within this time, in ms. */
const sameSignal = 50
/** How long a flush that has begun may take, in ms. */
const longestFlush = 1000
/** How long interrupting the main thread may take, in ms: in native code (a synchronous spawn) nothing interrupts it. */
const longestInterrupt = 100

/** What may be used without a snapshot of it, in ms of CPU time. */
const idleTime = 0.5

/** Runs in the signal thread. */
export function runSignalThread(): void {
  const { parentPort, workerData } = loadThreads().module
  const { state, info, dataFile, door, checkpoint, saveSignal } = workerData as SignalThreadData
  const writer = new DataWriter(dataFile, info, new ScriptKeeper({ roots: [], dataFile }), state)
  const handles = new Map<number, SignalHandle>()
  const Signal = loadSignalClass()
  const main = connectToMain(door)
  const receivedBefore = new Map<number, number>()
  let isDying = false

  const die = (signalNumber: number) => {
    handles.get(signalNumber)?.close()
    process.kill(info.pid, signalNumber)
  }
  const isMainAnswering = (message: ToMain) => {
    Atomics.store(state, cells.answer, answers.none)
    parentPort!.postMessage(message)
    return Atomics.wait(state, cells.answer, answers.none, patience) !== 'timed-out'
  }
  const seen = new Map<number, number>()
  /** Whether the signal that has just come is one for the program's own handler. */
  const isHandled = (signalNumber: number) => {
    const count = (seen.get(signalNumber) ?? 0) + 1
    seen.set(signalNumber, count)
    if (Atomics.load(state, cells.handlers + signalNumber) > 0) return true
    // A `once` handler is gone when the main thread was faster: then it has received as many as have come here.
    const age = timestamp() - Atomics.load(state, cells.closed + signalNumber)
    const received = Atomics.load(state, cells.received + signalNumber) - receivedBefore.get(signalNumber)!
    return age < sameSignal && received >= count
  }
  const receive = (signalNumber: number) => {
    // A second signal, while the first is being carried out.
    if (isDying || isHandled(signalNumber)) return
    isDying = true
    if (Atomics.load(state, cells.isSaved) === 1) {
      writer.write([], 'signal', { signal: signalName(signalNumber)! })
      return die(signalNumber)
    }
    if (isMainAnswering({ kind: 'signal', signalNumber })) {
      Atomics.wait(state, cells.answer, answers.begun, longestFlush)
      return die(signalNumber)
    }
    main.interrupt({ kind: 'signal', signalNumber })
    if (Atomics.wait(state, cells.answer, answers.none, longestInterrupt) !== 'timed-out')
      Atomics.wait(state, cells.answer, answers.begun, longestFlush)
    die(signalNumber)
  }

  for (const signalNumber of signalsToGuard()) {
    if (signalName(signalNumber) === saveSignal) continue
    const handle = new Signal()
    receivedBefore.set(signalNumber, Atomics.load(state, cells.received + signalNumber))
    handle.onsignal = receive
    if (handle.start(signalNumber) === 0) handles.set(signalNumber, handle)
    else handle.close()
  }
  parentPort!.postMessage({ kind: 'ready' } satisfies ToMain)
  parentPort!.on('message', (message: ToSignalThread) => {
    if (message.kind === 'let-go') handles.get(message.signalNumber)?.close()
    else {
      isDying = true
      main.close()
    }
    Atomics.add(state, cells.letGo, 1)
    Atomics.notify(state, cells.letGo)
  })
  if (checkpoint) {
    let before = readCpuTime()
    let number = 0
    setInterval(() => {
      if (isDying || readCpuTime() - before < idleTime) return
      const message: ToMain = { kind: 'checkpoint', number: ++number }
      // What the checkpoint itself uses is not the program's.
      const done = () => {
        before = readCpuTime()
      }
      // In between two turns of its loop first: V8 stops running code where functions begin, and if the counts are taken there,
      // that one call may be in none of them.
      parentPort!.postMessage(message)
      Atomics.wait(state, cells.checkpoint, Atomics.load(state, cells.checkpoint), patience)
      if (Atomics.load(state, cells.checkpoint) === number) setTimeout(done, patience)
      else main.interrupt(message, done)
    }, checkpoint)
  }
}

/** The main thread's, in ms; that of all threads, V8's and this one among them, where the system does not tell it. */
function readCpuTime(): number {
  const time = readMainThreadTime(process.pid)
  if (time !== undefined) return time
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function loadSignalClass(): SignalHandleClass {
  // "For internal testing only", says a warning, which would go to the program's stderr.
  process.emitWarning = () => {}
  // By a variable: the bundler must not look for it.
  const name = 'internal/test/binding'
  const { internalBinding } = require(name)
  return internalBinding('signal_wrap').Signal
}

/**
 * Has the main thread flush in the middle of running JavaScript. Its own session must take the counts: the start of coverage in
 * another one would drop those of functions that were inlined since the last take (V8 in Node 20 to 26).
 */
function connectToMain(door: string): MainConnection {
  let session: Session | undefined
  return {
    interrupt(message, done) {
      if (!session) {
        const inspector = require('node:inspector') as typeof import('node:inspector')
        session = new inspector.Session()
        session.connectToMainThread()
      }
      const literal = JSON.stringify(JSON.stringify(message))
      session.post('Runtime.evaluate', { expression: door.replace('MESSAGE', literal) }, () => done?.())
    },
    close() {
      session?.disconnect()
    },
  }
}

interface MainConnection {
  /** `done` is called after the flush. */
  interrupt(message: ToMain, done?: () => void): void
  close(): void
}
