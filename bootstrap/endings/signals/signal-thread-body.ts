// Runs in the signal thread. The thread has its own loop, so a signal reaches it however busy the main thread is.
import type { ProcessInfo } from '../../../src/contract/process-info.ts'
import { isWindows } from '../../../src/system/platform.ts'
import { DataWriter } from '../../data/data-writer.ts'
import { loadThreads } from '../../node/threads-module.ts'
import { answers, cells, type SharedState } from '../../shared-state.ts'
import type { ToMain, ToSignalThread } from '../signal-messages.ts'
import { SignalCarrier } from './carry-out.ts'
import { prepareCheckpoints, repeatCheckpoints } from './checkpoints.ts'
import { signalName } from './deadly-signals.ts'
import { HandledSignals } from './handled-signals.ts'
import { connectToMain, type MainConnection } from './main-connection.ts'
import { passRequestsOn } from './request-watch.ts'
import type { SignalHandle, SignalHandleClass } from './signal-handle.ts'

/** The data that the main thread gives the signal thread. */
export interface SignalThreadData {
  state: SharedState
  info: ProcessInfo
  dataFile: string
  /** An expression that makes the main thread receive a {@link ToMain}; the literal of its JSON takes the place of `MESSAGE`. */
  callExpression: string
  /** Pace of checkpoints, in ms; undefined: none. */
  checkpoint: number | undefined
  /** The signals to catch. */
  signals: readonly number[]
}

/** An idle main thread begins to answer within 1 to 2 ms; after this, in ms, it is interrupted. */
const patience = 10
/** How long a flush that has begun may take, in ms. */
const longestFlush = 1000
/** How long interrupting the main thread may take, in ms: native code (a synchronous spawn) is not interrupted. */
const longestInterrupt = 100

/** For the last data file of a process that has written its counts. */
const noScripts = { keep: () => ({ result: [], scripts: [], unknown: [] }) }

/** The body of the signal thread: catches deadly signals, makes checkpoints, and passes requests on (Windows). */
export function runSignalThread(): void {
  const { parentPort, workerData } = loadThreads().module
  const { state, info, dataFile, callExpression, checkpoint, signals } = workerData as SignalThreadData
  const handles = new Map<number, SignalHandle>()
  const main = connectToMain(parentPort!, callExpression)
  const handled = new HandledSignals(state)
  const makeCheckpoint = prepareCheckpoints(state, main)
  const carrier = new SignalCarrier({
    pid: info.pid,
    isForProgram: signalNumber => handled.isForProgram(signalNumber),
    checkpoint: () => makeCheckpoint(),
    save(signalNumber) {
      if (Atomics.load(state, cells.isSaved) === 1) {
        const writer = new DataWriter(dataFile, info, noScripts, state)
        writer.write([], 'signal', { signal: signalName(signalNumber)! })
      } else flushMain(state, main, { kind: 'signal', signalNumber })
    },
    letGo: signalNumber => handles.get(signalNumber)?.close(),
    send(signalNumber) {
      Atomics.store(state, cells.sent, signalNumber)
      process.kill(info.pid, signalNumber)
    },
    catchAgain(signalNumber) {
      Atomics.store(state, cells.sent, 0)
      catchSignal(signalNumber)
    },
  })
  const Signal = isWindows ? undefined : loadSignalClass()
  const catchSignal = (signalNumber: number) => {
    const handle = new Signal!()
    handle.onsignal = carrier.receive
    if (handle.start(signalNumber) === 0) handles.set(signalNumber, handle)
    else handle.close()
  }
  for (const signalNumber of isWindows ? [] : signals) {
    handled.begin(signalNumber)
    catchSignal(signalNumber)
  }
  if (isWindows) passRequestsOn(dataFile, state, main)
  main.post({ kind: 'ready' })
  parentPort!.on('message', (message: ToSignalThread) => {
    if (message.kind === 'let-go') handles.get(message.signalNumber)?.close()
    else {
      carrier.isDying = true
      main.close()
    }
    Atomics.add(state, cells.letGo, 1)
    Atomics.notify(state, cells.letGo)
  })
  if (checkpoint) repeatCheckpoints(checkpoint, makeCheckpoint, () => carrier.isDying)
}

/** Has the main thread write its data, by itself or interrupted, and waits until it has. */
function flushMain(state: SharedState, main: MainConnection, message: ToMain): void {
  Atomics.store(state, cells.answer, answers.none)
  main.post(message)
  if (Atomics.wait(state, cells.answer, answers.none, patience) === 'timed-out') {
    main.interrupt(message)
    if (Atomics.wait(state, cells.answer, answers.none, longestInterrupt) === 'timed-out') return
  }
  Atomics.wait(state, cells.answer, answers.begun, longestFlush)
}

function loadSignalClass(): SignalHandleClass {
  // Node would print the warning "for internal testing only" to the program's stderr.
  process.emitWarning = () => {}
  // The name is a variable, or the bundler would look for the module.
  const name = 'internal/test/binding'
  const { internalBinding } = require(name)
  return internalBinding('signal_wrap').Signal
}
