import { readCpuTime } from '../../../src/system/proc-stat.ts'
import { cells, type SharedState } from '../../shared-state.ts'
import type { ToMain } from '../signal-messages.ts'
import type { MainConnection } from './main-connection.ts'

/** An idle main thread begins a checkpoint within this time, in ms; after it, the thread is interrupted. */
const patience = 10
/** A main thread that used less CPU time than this since its last checkpoint, in ms, is left alone. */
const idleTime = 0.5

/** Has the main thread write its counts. `done` is called after that. */
export type MakeCheckpoint = (done?: () => void) => void

/** Returns the function by which the signal thread has the main thread write its counts. */
export function prepareCheckpoints(state: SharedState, main: MainConnection): MakeCheckpoint {
  let number = 0
  return (done = () => {}) => {
    const message: ToMain = { kind: 'checkpoint', number: ++number }
    // The main thread is first asked between two turns of its loop. V8 interrupts running code at a function's entry; counts taken there
    // may lack that one call.
    main.post(message)
    Atomics.wait(state, cells.checkpoint, Atomics.load(state, cells.checkpoint), patience)
    if (Atomics.load(state, cells.checkpoint) === number) setTimeout(done, patience)
    else main.interrupt(message, done)
  }
}

/** Makes a checkpoint every `pace` ms in which the main thread has worked, until `isDying`. Runs in the signal thread. */
export function repeatCheckpoints(
  pace: number,
  makeCheckpoint: MakeCheckpoint,
  isDying: () => boolean,
): void {
  let before = readTime()
  setInterval(() => {
    if (isDying() || readTime() - before < idleTime) return
    makeCheckpoint(() => {
      // The CPU time of the checkpoint itself is not the program's.
      before = readTime()
    })
  }, pace)
}

/** CPU time of the main thread, in ms. Where the system does not tell it, that of all threads, V8's and this one included. */
function readTime(): number {
  const time = readCpuTime(process.pid)
  if (time !== undefined) return time
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
