// Asks threads of this process for their counts before they stop.
//
// Invariant: `askThreads` returns when no thread that it asked can lose counts any more by being stopped, or at the deadline
// of the phase that the threads are in:
//
//   phase      the threads                                                                    deadline
//   silent     at least one has not begun to answer, or still evaluates our expression        the limit, plus time without a processor
//   answering  one writes its data, or has written it and V8 is still in our expression       `patience`, or `longPatience` if interrupted
//   answered   all have answered or ended, and V8 is in our expression in none                now
//
// No thread is interrupted in the middle of `Atomics.wait`: it takes its requests before each wait (long-wait.ts). If it is claimed for an
// interruption by then, it expects the interruption first (thread-requests.ts).
// The order of means: a message; after `courtesy` ms each thread's CPU time is watched; a thread that uses `busyTime` ms of it and
// will be stopped is interrupted in the middle of its code.
import { patience } from '../../../src/system/ask.ts'
import { readClock } from '../../../src/system/clock.ts'
import { wait } from '../../node/primordials.ts'
import { type Interruption, interruptThreads } from './interrupt-threads.ts'
import { listFamily, listThreads } from './known-threads.ts'
import {
  answersAt,
  claimThread,
  listByState,
  postRequest,
  releaseThreads,
  states,
  type ThreadRequest,
  type ThreadRequestKind,
} from './thread-requests.ts'
import { type ThreadWatch, watchThreads } from './thread-watch.ts'

type Phase = 'silent' | 'answering' | 'answered'

/** An idle thread begins to answer within this time, in ms; so does one in a wait that we slice (long-wait.ts). */
const courtesy = 5
/** The limit for threads that answer nothing, in ms, if others answered nothing within the last second: native code is not interrupted. */
const shortLimit = 20
/** How long an interrupted thread may take, in ms: V8 drops a termination that arrives meanwhile, and the process might never end. */
const longPatience = 30_000
/** The limit for time without a processor, in ms, if ten times the limit is less. */
const longestWait = 3000

/** When threads last let a deadline pass, by {@link readClock}. */
let lastSilence = Number.NEGATIVE_INFINITY

/**
 * Asks threads for their counts and blocks until they have answered or ended, for at most `timeout` ms; longer for a thread that has
 * begun to answer. Returns whether the code of a thread was interrupted.
 */
export function askThreads(
  dataFile: string,
  threads: number[],
  timeout: number,
  kind: ThreadRequestKind,
): boolean {
  // A program may be started without Atomics.
  if (threads.length === 0 || !wait) return false
  const question = new ThreadQuestion(dataFile, postRequest(threads, kind), timeout)
  while (question.step());
  return question.close()
}

/** Hands a request from another process to the threads. They answer that process themselves. */
export function passRequestOn(threads: number[]): void {
  if (threads.length > 0) postRequest(threads, 'outside')
}

/** One request to several threads. */
class ThreadQuestion {
  readonly #dataFile: string
  readonly #request: ThreadRequest
  readonly #start = readClock()
  #limit: number
  #watch: ThreadWatch | undefined
  #interruption: Interruption | undefined
  /** How long this thread meant to wait, in ms. On a machine with other work it waits longer, and the threads answer later. */
  #meant = 0

  constructor(dataFile: string, request: ThreadRequest, timeout: number) {
    this.#dataFile = dataFile
    this.#request = request
    // A program may stop many threads one after the other that cannot answer: they share one limit.
    const isAfterSilence = this.#start - lastSilence < 1000
    this.#limit = isAfterSilence ? Math.min(timeout, shortLimit) : timeout
  }

  /** Finds the phase and waits for a change. Returns false when the wait is over. */
  step(): boolean {
    const request = this.#request
    const elapsed = this.#readElapsed()
    if (elapsed >= courtesy && !this.#watch) this.#beginWatch(elapsed)
    const answers = request.cell[answersAt(request)]!
    const done = listByState(request, states.done)
    const inside = this.#interruption?.listInside() ?? []
    const phase = this.#readPhase(answers, done, inside)
    const left = this.#readDeadline(phase, elapsed) - elapsed
    if (phase === 'answered' || left <= 0) return false
    const isInside = this.#interruptBusy(done, inside) || inside.length > 0
    const pause = Math.min(left, isInside ? 0.2 : 2)
    this.#meant += pause
    if (wait(request.cell, answersAt(request), answers, pause) !== 'timed-out' || isInside) return true
    // A thread that ends by itself tells nobody.
    return answers < listThreads(this.#dataFile, request.threads).length
  }

  /** Ends the request. Returns whether the code of a thread was interrupted. */
  close(): boolean {
    const { cell, threads } = this.#request
    this.#interruption?.end()
    for (let i = 0; i < threads.length; i++) Atomics.compareExchange(cell, i, states.none, states.givenUp)
    // A thread that has ended, or saved its counts before a wait, has no start record: it let no deadline pass. One that got no processor
    // may answer the next time.
    const silent = threads.filter((_, i) => cell[i] === states.givenUp || cell[i] === states.claimed)
    if (
      silent.length > 0 &&
      this.#readStarvation(this.#readElapsed()) < this.#limit &&
      listThreads(this.#dataFile, silent).length > 0
    )
      lastSilence = readClock()
    return this.#interruption !== undefined
  }

  #beginWatch(elapsed: number): void {
    this.#watch = watchThreads(this.#dataFile, listFamily(this.#dataFile, this.#request.threads))
    // This thread itself may have got no processor up to now.
    this.#limit = Math.max(this.#limit, elapsed + shortLimit)
  }

  #readPhase(answers: number, done: number[], inside: number[]): Phase {
    const isLeaving = inside.some(thread => done.includes(thread))
    if (isLeaving || listByState(this.#request, states.begun).length > 0) return 'answering'
    // `inside` may hold a thread of a thread, which this request does not count.
    return answers < this.#request.threads.length || inside.length > 0 ? 'silent' : 'answered'
  }

  #readDeadline(phase: Phase, elapsed: number): number {
    const most = Math.max(longestWait, 10 * this.#limit)
    const starvation = elapsed < this.#limit ? 0 : this.#readStarvation(elapsed)
    const deadline = Math.min(most, this.#limit + starvation)
    if (phase !== 'answering') return deadline
    return Math.max(deadline, this.#interruption ? longPatience : patience)
  }

  #readElapsed(): number {
    return readClock() - this.#start
  }

  /** For how long a thread, or this one, had no processor, in ms. */
  #readStarvation(elapsed: number): number {
    return Math.max(elapsed - this.#meant, this.#watch?.readStarvation() ?? 0)
  }

  /** Returns whether a thread was interrupted. */
  #interruptBusy(done: number[], inside: number[]): boolean {
    // A thread that goes on, or dies with its process, is not worth the risk of an interruption.
    if (this.#request.kind !== 'last' || !this.#watch) return false
    releaseThreads(this.#request, inside)
    const busy = this.#watch.listBusy(done)
    if (busy.length === 0) return false
    this.#interruption ??= interruptThreads(new Set(this.#watch.threads))
    return this.#interruption?.interrupt(busy, thread => claimThread(this.#request, thread)) ?? false
  }
}
