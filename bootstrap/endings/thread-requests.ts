// Requests to flush among the threads of one process, over a channel that only threads of this process hear. The asker waits
// on shared memory, so that it works while its own thread is about to stop and runs no more JavaScript.
import { BroadcastChannel, receiveMessageOnPort, threadId } from 'node:worker_threads'
import { patience, readStartRecords } from '../../src/contract/ask.ts'
import type { ProcessInfo } from '../../src/contract/process-info.ts'
import { apply, wait } from '../primordials.ts'
import { type Interrupt, interruptThreads, onInterrupt } from './thread-interrupt.ts'

/** `last`: it will be stopped then; `inside`: it will go on; `outside`: as `inside`, and the one who asks is another process. */
export type ThreadRequestKind = 'last' | 'inside' | 'outside'

interface ThreadRequest {
  /** One of {@link states} for each thread, at the same index as in `threads`, then a cell to wait on. */
  cell: Int32Array
  /** The threads that are asked. */
  threads: number[]
  kind: ThreadRequestKind
}

/** How far an answer is. `given up`: nobody waits for it any more. */
const states = { none: 0, begun: 1, done: 2, givenUp: 3 }
/** After so many ms a thread that has not begun to answer is interrupted: it is busy or blocked. */
const courtesy = 3

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
  const take = ({ cell, threads, kind }: ThreadRequest) => {
    const index = threads.indexOf(threadId)
    if (index === -1 || Atomics.compareExchange(cell, index, states.none, states.begun) !== states.none)
      return
    answer(kind)
    Atomics.store(cell, index, states.done)
    Atomics.add(cell, cell.length - 1, 1)
    Atomics.notify(cell, cell.length - 1)
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
  const limit = Number(start - lastSilence) / 1e6 < 1000 ? Math.min(timeout, 20) : timeout
  let interrupt: Interrupt | undefined
  for (let isInterrupted = false; ; ) {
    const answers = cell[threads.length]!
    const elapsed = Number(clock() - start) / 1e6
    const isPending = interrupt?.isPending()
    const left = (isPending || cell.includes(states.begun) ? Math.max(limit, patience) : limit) - elapsed
    if ((answers >= threads.length && !isPending) || left <= 0) break
    if (elapsed >= courtesy && !isInterrupted) {
      isInterrupted = true
      interrupt = interruptThreads(silentIsolates(dataFile, request))
    }
    // Interrupted threads tell that they are done between two waits. One that ends by itself does not: look now and then who is left.
    if (wait(cell, threads.length, answers, Math.min(left, 2)) === 'timed-out') {
      if (!isPending && answers >= listThreads(dataFile, threads).length) break
    }
  }
  interrupt?.end()
  threads.forEach((_, index) => {
    if (Atomics.compareExchange(cell, index, states.none, states.givenUp) === states.none)
      lastSilence = clock()
  })
}

function silentIsolates(dataFile: string, { cell, threads }: ThreadRequest): Set<string> {
  const silent = threads.filter((_, index) => cell[index] === states.none)
  return new Set(readThreads(dataFile, silent).flatMap(({ isolate }) => isolate ?? []))
}

/** Hands a request from another process to the threads, which answer it by themselves. */
export function passRequestOn(dataFile: string, threads: number[]): void {
  if (threads.length === 0) return
  const request = postRequest(threads, 'outside')
  const timer = setTimeout(() => {
    const isolates = silentIsolates(dataFile, request)
    if (isolates.size === 0) return
    const interrupt = interruptThreads(isolates)
    if (interrupt) setTimeout(interrupt.end, patience).unref()
  }, courtesy)
  timer.unref()
}

function postRequest(threads: number[], kind: ThreadRequestKind): ThreadRequest {
  const cell = new Int32Array(new SharedArrayBuffer(4 * threads.length + 4))
  const request = { cell, threads, kind }
  apply(post, openChannel(), [request])
  return request
}
