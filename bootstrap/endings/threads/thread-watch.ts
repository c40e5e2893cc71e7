// What the system tells of threads that have not answered at once: Linux of each thread, other systems of the whole process.
import { readStat, watchStarvation, watchWork } from '../../../src/system/proc-stat.ts'
import { readThreads } from './known-threads.ts'

/** Threads that are watched. */
export interface ThreadWatch {
  threads: number[]
  /** The longest time that one of them has been ready to run without a processor, in ms. */
  readStarvation(): number
  /** Threads that have used CPU time and do not sleep now, without `except`. Where the system tells of no thread: all, once the process has. */
  listBusy(except: number[]): number[]
}

/**
 * A thread that uses this much CPU time, in ms, works. An idle thread begins to answer after 1 ms, after 5 to 10 ms on a machine with other
 * work; an interruption would delay that answer. A thread that sleeps may be in an `Atomics.wait` of Node's own, for its module hooks: an
 * interruption in the middle of a wait can end the whole process (a check of V8 in Node 20).
 */
const busyTime = 15

/** Whether a thread may be interrupted that may be in a wait. */
const canInterruptWaits = Number.parseInt(process.versions.node, 10) >= 22

// The program may replace it.
const { cpuUsage } = process

/** CPU time of this process, in ms. */
function readOwnWork(): number {
  const { user, system } = cpuUsage()
  return (user + system) / 1000
}

/** Watches threads of this process from now on. */
export function watchThreads(dataFile: string, threads: ReadonlySet<number>): ThreadWatch {
  const unseen: number[] = []
  let ownWork = readOwnWork()
  const watched: { thread: number; task: string; readStarvation(): number; readWork(): number }[] = []
  for (const { threadId, task } of readThreads(dataFile, threads)) {
    if (task)
      watched.push({
        thread: threadId,
        task,
        readStarvation: watchStarvation(task),
        readWork: watchWork(task),
      })
    else unseen.push(threadId)
  }
  return {
    threads: [...watched.map(({ thread }) => thread), ...unseen],
    readStarvation() {
      let longest = 0
      for (const each of watched) longest = Math.max(longest, each.readStarvation())
      return longest
    },
    listBusy(except) {
      const isOpen = (thread: number) => !except.includes(thread)
      const busy = watched
        .filter(
          ({ thread, task, readWork }) =>
            isOpen(thread) && readWork() >= busyTime && readStat(task)?.state === 'R',
        )
        .map(({ thread }) => thread)
      if (!canInterruptWaits || unseen.length === 0 || readOwnWork() - ownWork < busyTime) return busy
      ownWork = readOwnWork()
      return [...busy, ...unseen.filter(isOpen)]
    },
  }
}
