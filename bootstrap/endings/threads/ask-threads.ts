// How threads of this process are asked for their data before they stop: first politely, then in the middle of what they run.
import { patience } from '../../../src/system/ask.ts'
import { watchStarvation, watchWork } from '../../../src/system/proc-stat.ts'
import { wait } from '../../node/primordials.ts'
import { type Interruption, interruptThreads } from './interrupt-threads.ts'
import { listFamily, listThreads, readThreads } from './known-threads.ts'
import { answersAt, listByState, postRequest, states, type ThreadRequestKind } from './thread-requests.ts'

/** An idle thread has begun to answer after so many ms, and one that waits in parts too. */
const courtesy = 5
/**
 * One that then uses so many ms of CPU time is busy, and is interrupted. Not one that gets no processor: interrupted in the middle of
 * `Atomics.wait`, it may end the whole process when it is stopped (a check of V8 in Node 20; 1 to 13 of 300 runs of four such threads).
 */
const busyTime = 3
/** What nothing interrupts, as native code, is not waited for longer than this, in ms, if another such thread just was. */
const shortLimit = 20
/** How long one may take that was interrupted, in ms: to stop it meanwhile would be lost, and the process might never end. */
const longPatience = 30_000
/** So long at least, in ms, one may wait for a processor; longer with a long limit. */
const longestWait = 1000

const clock = process.hrtime.bigint
/** When threads last let a limit pass. */
let lastSilence = -1_000_000_000n

/**
 * Asks threads for their data and blocks until they have answered or ended, at most `timeout` ms; longer for one that has begun to.
 * Returns whether their code was interrupted for it.
 */
export function askThreads(
  dataFile: string,
  threads: number[],
  timeout: number,
  kind: ThreadRequestKind,
): boolean {
  // `wait`: a program may be started without Atomics.
  if (threads.length === 0 || !wait) return false
  const request = postRequest(threads, kind)
  const start = clock()
  // A program may stop many at once that cannot answer at all: they share one limit.
  let limit = Number(start - lastSilence) / 1e6 < 1000 ? Math.min(timeout, shortLimit) : timeout
  let watched: Watched[] | undefined
  let interruption: Interruption | undefined
  for (;;) {
    const elapsed = Number(clock() - start) / 1e6
    if (elapsed >= courtesy && !watched) {
      watched = watchThreads(dataFile, listFamily(dataFile, threads))
      // This thread itself may have got no processor so far.
      limit = Math.max(limit, elapsed + shortLimit)
    }
    const answered = request.cell[answersAt(request)]!
    const done = listByState(request, states.done)
    const inside = interruption?.listInside() ?? []
    const isLeaving = inside.some(thread => done.includes(thread))
    const isAtWork = isLeaving || listByState(request, states.begun).length > 0
    // Time without a processor does not count, up to ten times the limit.
    const most = Math.max(longestWait, 10 * limit)
    const fair = elapsed < limit ? limit : Math.min(most, limit + readStarvation(watched))
    const left = (isAtWork ? Math.max(fair, interruption ? longPatience : patience) : fair) - elapsed
    // One that was not asked by this thread may be in native code for long.
    const isReady = answered >= threads.length && !isLeaving && (inside.length === 0 || elapsed >= fair)
    if (isReady || left <= 0) break
    // One that goes on, or dies with its process, is not worth what an interruption risks.
    const busy = kind === 'last' ? listBusy(watched, done) : []
    if (busy.length > 0) {
      interruption ??= interruptThreads(new Set(watched!.map(({ thread }) => thread)))
      interruption?.interrupt(busy)
    }
    const pause = Math.min(left, inside.length > 0 ? 0.2 : 2)
    const isTimedOut = wait(request.cell, answersAt(request), answered, pause) === 'timed-out'
    // One that ends by itself does not tell: look now and then who is left.
    if (isTimedOut && inside.length === 0 && answered >= listThreads(dataFile, threads).length) break
  }
  interruption?.end()
  for (const index of threads.keys())
    Atomics.compareExchange(request.cell, index, states.none, states.givenUp)
  // One that has ended, or blocks and has saved its counts before, is on no list any more.
  const silent = listByState(request, states.givenUp)
  if (silent.length > 0 && listThreads(dataFile, silent).length > 0) lastSilence = clock()
  return interruption !== undefined
}

/** A thread that has not answered at once. */
interface Watched {
  thread: number
  /** As `watchStarvation` and `watchWork` tell. */
  readStarvation(): number
  readWork(): number
}

function watchThreads(dataFile: string, threads: Iterable<number>): Watched[] {
  return readThreads(dataFile, threads).flatMap(({ threadId, task }) =>
    task ? [{ thread: threadId, readStarvation: watchStarvation(task), readWork: watchWork(task) }] : [],
  )
}

/** How long the one of them that waits longest for a processor has done so, in ms. */
function readStarvation(watched: Watched[] = []): number {
  return Math.max(0, ...watched.map(each => each.readStarvation()))
}

function listBusy(watched: Watched[] = [], except: number[]): number[] {
  const busy = watched.filter(each => !except.includes(each.thread) && each.readWork() >= busyTime)
  return busy.map(({ thread }) => thread)
}

/** Hands a request from another process to the threads, which answer it by themselves. */
export function passRequestOn(threads: number[]): void {
  if (threads.length > 0) postRequest(threads, 'outside')
}
