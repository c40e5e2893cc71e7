// What runs in the signal thread. It has its own loop, so a signal reaches it however busy the main thread is.
import { Session } from 'node:inspector'
import { parentPort, workerData } from 'node:worker_threads'
import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import type { ProcessInfo } from '../../src/contract/process-info.ts'
import { DataWriter } from '../data-writer.ts'
import { type KnownScripts, ScriptKeeper } from '../scripts.ts'
import { answers, cells, type SharedState, timestamp } from '../shared-state.ts'
import { signalName, signalsToGuard } from './deadly-signals.ts'
import type { SignalHandle, SignalHandleClass } from './signal-handle.ts'

/** What the main thread gives the signal thread. */
export interface SignalThreadData {
  state: SharedState
  info: ProcessInfo
  dataFile: string
  roots: string[]
  branch: boolean
  checkpoint: number | undefined
}

/** Messages to the main thread. */
export type ToMain = { kind: 'signal'; signalNumber: number } | { kind: 'checkpoint' }
/** Messages to the signal thread. */
export type ToSignalThread =
  | { kind: 'let-go'; signalNumber: number }
  | { kind: 'known'; scripts: KnownScripts }
  | { kind: 'end' }

/** An idle main thread begins to answer within 1 to 2 ms; after this, in ms, it is interrupted. */
const patience = 10
/** A signal reaches two threads within this time, in ms. */
const sameSignal = 50
/** How long a flush that has begun may take, in ms. */
const longestFlush = 1000
/** How long interrupting the main thread may take, in ms: in native code (a synchronous spawn) nothing interrupts it. */
const longestInterrupt = 100

/** Runs in the signal thread. */
export function runSignalThread(): void {
  const { state, info, dataFile, roots, branch, checkpoint } = workerData as SignalThreadData
  const keeper = new ScriptKeeper({ roots, dataFile })
  const writer = new DataWriter(dataFile, info, keeper, state)
  const handles = new Map<number, SignalHandle>()
  const Signal = loadSignalClass()
  const main = connectToMain(branch)
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
    const end = { signal: signalName(signalNumber)! }
    if (Atomics.load(state, cells.isSaved) === 1) {
      writer.write([], 'signal', end)
      return die(signalNumber)
    }
    if (isMainAnswering({ kind: 'signal', signalNumber })) {
      Atomics.wait(state, cells.answer, answers.begun, longestFlush)
      return die(signalNumber)
    }
    const timer = setTimeout(die, longestInterrupt, signalNumber)
    main.take(taken => {
      clearTimeout(timer)
      try {
        writer.write(taken, 'signal', end)
      } finally {
        die(signalNumber)
      }
    }, false)
  }

  for (const signalNumber of signalsToGuard()) {
    const handle = new Signal()
    receivedBefore.set(signalNumber, Atomics.load(state, cells.received + signalNumber))
    handle.onsignal = receive
    if (handle.start(signalNumber) === 0) handles.set(signalNumber, handle)
    else handle.close()
  }
  parentPort!.on('message', (message: ToSignalThread) => {
    if (message.kind === 'known') {
      keeper.known = message.scripts
      return
    }
    if (message.kind === 'let-go') handles.get(message.signalNumber)?.close()
    else {
      isDying = true
      main.close()
    }
    Atomics.add(state, cells.letGo, 1)
    Atomics.notify(state, cells.letGo)
  })
  if (checkpoint) {
    let usage = process.cpuUsage()
    setInterval(() => {
      const { user, system } = process.cpuUsage(usage)
      // Less than 2 % of the time is what an idle loop and this look itself use.
      if (user + system < checkpoint * 20 || isDying) return
      usage = process.cpuUsage()
      main.take(taken => writer.write(taken, 'checkpoint'), true)
    }, checkpoint)
  }
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
 * Takes the main thread's counts from this thread, by a session of its own that interrupts running JavaScript. The session
 * stays open: its end would stop precise coverage for all.
 */
function connectToMain(branch: boolean): MainConnection {
  let session: Session | undefined
  const start = () => session!.post('Profiler.startPreciseCoverage', { callCount: true, detailed: branch })
  return {
    take(use, goesOn) {
      if (!session) {
        session = new Session()
        session.connectToMainThread()
        session.post('Profiler.enable')
        start()
      }
      session.post('Profiler.takePreciseCoverage', (error, result) => {
        use(error ? [] : (result.result as unknown as ScriptCoverage[]))
      })
      // As in the main thread's own profiler.
      if (goesOn) start()
    },
    close() {
      session?.disconnect()
    },
  }
}

interface MainConnection {
  take(use: (taken: ScriptCoverage[]) => void, goesOn: boolean): void
  close(): void
}
