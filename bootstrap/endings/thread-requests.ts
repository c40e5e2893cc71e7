// Requests to flush among the threads of one process, over a channel that only threads of this process hear. The asker waits
// on shared memory, so that it works while its own thread is about to stop and runs no more JavaScript.
import { BroadcastChannel, receiveMessageOnPort, threadId } from 'node:worker_threads'
import { patience, readStartRecords } from '../../src/contract/ask.ts'
import type { ProcessInfo } from '../../src/contract/process-info.ts'
import { apply, wait } from '../primordials.ts'
import { interruptThreads, onInterrupt } from './thread-interrupt.ts'

/** `last`: it will be stopped then; `inside`: it will go on; `outside`: as `inside`, and the one who asks is another process. */
export type ThreadRequestKind = 'last' | 'inside' | 'outside'

interface ThreadRequest {
  /** One of {@link states} for each thread, at the same index as in `threads`; {@link answers} and {@link interrupted} behind. */
  cell: Int32Array
  /** The threads that are asked. */
  threads: number[]
  kind: ThreadRequestKind
}

/** How far an answer is. `given up`: nobody waits for it any more. */
const states = { none: 0, begun: 1, done: 2, givenUp: 3 }
/** After so many ms a thread that has not begun to answer is interrupted: it is busy or blocked. */
const courtesy = 3

/** Where the number of answers stands, on which the asker waits, and that of threads that are in the middle of an interrupt. */
const answers = ({ threads }: ThreadRequest) => threads.length
const interrupted = ({ threads }: ThreadRequest) => threads.length + 1

const name = `covtree-${process.pid}`
const clock = process.hrtime.bigint
const post = BroadcastChannel.prototype.postMessage
let channel: BroadcastChannel | undefined
/** When threads last let a limit pass. */
let lastSilence = -1_000_000_000n

function openChannel(): BroadcastChannel {
  if (!channel) {
    channel = new BroadcastChannel(name)
    channel.unref()
  }
  return channel
}

/** Answers the requests of other threads of this process. */
export function answerThreads(answer: (kind: ThreadRequestKind) => void): void {
  const take = (request: ThreadRequest) => {
    const { cell, threads, kind } = request
    const index = threads.indexOf(threadId)
    if (index === -1 || Atomics.compareExchange(cell, index, states.none, states.begun) !== states.none)
      return
    answer(kind)
    Atomics.store(cell, index, states.done)
    Atomics.add(cell, answers(request), 1)
    Atomics.notify(cell, answers(request))
  }
  const open = openChannel()
  open.onmessage = event => take((event as { data: ThreadRequest }).data)
  // Setting a listener has made the channel keep the thread alive.
  open.unref()
  onInterrupt(() => {
    for (;;) {
      const received = receiveMessageOnPort(open as never) as { message: ThreadRequest } | undefined
      if (!received) return
      take(received.message)
    }
  })
}

/** Threads of this process that are known and have not ended, out of `threads` if given. */
export function listThreads(dataFile: string, threads?: Iterable<number>): number[] {
  return readThreads(dataFile, threads).map(record => record.threadId)
}

function readThreads(dataFile: string, threads?: Iterable<number>): ProcessInfo[] {
  const wanted = threads && new Set(threads)
  return readStartRecords(dataFile, process.pid).filter(
    record =>
      record.threadId !== 0 && record.threadId !== threadId && (!wanted || wanted.has(record.threadId)),
  )
}

/** Asks threads for their data and blocks until they have answered or ended, at most `timeout` ms; longer for one that has begun to. */
export function askThreads(
  dataFile: string,
  threads: number[],
  timeout: number,
  kind: ThreadRequestKind,
): void {
  if (threads.length === 0) return
  const request = postRequest(threads, kind)
  const { cell } = request
  const start = clock()
  // A program may stop many at once that cannot answer at all (in a native call): they share one limit.
  const limit = Number(start - lastSilence) / 1e6 < 1000 ? Math.min(timeout, 50) : timeout
  let endInterrupt: (() => void) | undefined
  for (let isInterrupted = false; ; ) {
    const answered = cell[answers(request)]!
    const elapsed = Number(clock() - start) / 1e6
    const isPending = cell[interrupted(request)]! > 0
    const isAtWork = isPending || cell.subarray(0, threads.length).includes(states.begun)
    const left = (isAtWork ? Math.max(limit, patience) : limit) - elapsed
    if ((answered >= threads.length && !isPending) || left <= 0) break
    if (elapsed >= courtesy && !isInterrupted) {
      isInterrupted = true
      endInterrupt = interruptSilent(dataFile, request)
    }
    // Interrupted threads tell that they are done between two waits. One that ends by itself does not: look now and then who is left.
    if (wait(cell, answers(request), answered, Math.min(left, 2)) === 'timed-out') {
      if (!isPending && answered >= listThreads(dataFile, threads).length) break
    }
  }
  endInterrupt?.()
  threads.forEach((_, index) => {
    if (Atomics.compareExchange(cell, index, states.none, states.givenUp) === states.none)
      lastSilence = clock()
  })
}

/** In the main thread: interrupts for other threads, which cannot, those that do not answer them. */
export function interruptForThreads(dataFile: string): void {
  const open = openChannel()
  open.onmessage = event => interruptLater(dataFile, (event as { data: ThreadRequest }).data)
  open.unref()
}

function interruptLater(dataFile: string, request: ThreadRequest): void {
  setTimeout(() => {
    const end = interruptSilent(dataFile, request)
    if (end) setTimeout(end, patience).unref()
  }, courtesy).unref()
}

function interruptSilent(dataFile: string, request: ThreadRequest): (() => void) | undefined {
  return interruptThreads(silentIsolates(dataFile, request), by =>
    Atomics.add(request.cell, interrupted(request), by),
  )
}

function silentIsolates(dataFile: string, { cell, threads }: ThreadRequest): Set<string> {
  const silent = threads.filter((_, index) => cell[index] === states.none)
  return new Set(readThreads(dataFile, silent).flatMap(({ isolate }) => isolate ?? []))
}

/** Hands a request from another process to the threads, which answer it by themselves. */
export function passRequestOn(dataFile: string, threads: number[]): void {
  if (threads.length === 0) return
  interruptLater(dataFile, postRequest(threads, 'outside'))
}

function postRequest(threads: number[], kind: ThreadRequestKind): ThreadRequest {
  const cell = new Int32Array(new SharedArrayBuffer(4 * (threads.length + 2)))
  const request = { cell, threads, kind }
  apply(post, openChannel(), [request])
  return request
}
