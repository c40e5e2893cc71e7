import { readMainThreadTime } from '../../../src/system/proc-stat.ts'
import { cells, type SharedState } from '../../shared-state.ts'
import type { ToMain } from '../signal-messages.ts'
import type { MainConnection } from './main-connection.ts'

/** An idle main thread begins a checkpoint within this time, in ms; after it, the thread is interrupted. */
const patience = 10
/** A main thread that used less CPU time than this since its last checkpoint, in ms, is left alone. */
const idleTime = 0.5

/** Has the main thread write its counts every `pace` ms in which it has worked, until `isDying`. Runs in the signal thread. */
export function makeCheckpoints(
  pace: number,
  state: SharedState,
  main: MainConnection,
  isDying: () => boolean,
): void {
  let before = readCpuTime()
  let number = 0
  setInterval(() => {
    if (isDying() || readCpuTime() - before < idleTime) return
    const message: ToMain = { kind: 'checkpoint', number: ++number }
    // The CPU time of the checkpoint itself is not the program's.
    const done = () => {
      before = readCpuTime()
    }
    // The main thread is first asked between two turns of its loop. V8 interrupts running code at a function's entry; counts taken there
    // may lack that one call.
    main.post(message)
    Atomics.wait(state, cells.checkpoint, Atomics.load(state, cells.checkpoint), patience)
    if (Atomics.load(state, cells.checkpoint) === number) setTimeout(done, patience)
    else main.interrupt(message, done)
  }, pace)
}

/** CPU time of the main thread, in ms. Where the system does not tell it, that of all threads, V8's and this one included. */
function readCpuTime(): number {
  const time = readMainThreadTime(process.pid)
  if (time !== undefined) return time
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
