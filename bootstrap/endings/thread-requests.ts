// Requests to flush among the threads of one process, over a channel that only threads of this process hear. The asker waits
// on shared memory, so that it works while its own thread is about to stop and runs no more JavaScript.
import type { BroadcastChannel } from 'node:worker_threads'
import { patience, readStartRecords } from '../../src/contract/ask.ts'
import { readStarvation } from '../../src/contract/proc-stat.ts'
import type { ProcessInfo } from '../../src/contract/process-info.ts'
import { apply, wait } from '../primordials.ts'
import { loadThreads } from '../threads-module.ts'

/** `last`: it will be stopped then; `inside`: it will go on; `outside`: as `inside`, and the one who asks is another process. */
export type ThreadRequestKind = 'last' | 'inside' | 'outside'

interface ThreadRequest {
  /** One of {@link states} for each thread, at the same index as in `threads`; {@link answers} behind. */
  cell: Int32Array
  /** The threads that are asked. */
  threads: number[]
  kind: ThreadRequestKind
}

/** How far an answer is. `given up`: nobody waits for it any more. */
const states = { none: 0, begun: 1, done: 2, givenUp: 3 }
/** An idle thread has begun to answer after so many ms, and one that waits in parts too; one that has not is busy. */
const courtesy = 10

/** Where the number of answers stands, on which the asker waits. */
const answers = ({ threads }: ThreadRequest) => threads.length

const name = `covtree-${process.pid}`
const clock = process.hrtime.bigint
let channel: BroadcastChannel | undefined
/** When threads last let a limit pass. */
let lastSilence = -1_000_000_000n

function openChannel(): BroadcastChannel {
  if (!channel) {
    const { BroadcastChannel } = loadThreads()
    channel = new BroadcastChannel(name)
    channel.unref()
  }
  return channel
}

/**
 * Answers the requests of other threads of this process. Returns a function that answers one that came while the thread could
 * not listen.
 */
export function answerThreads(answer: (kind: ThreadRequestKind) => void): () => void {
  const { threadId, receiveMessageOnPort } = loadThreads().module
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
  return () => {
    const received = receiveMessageOnPort(open as never)
    if (received) take(received.message as ThreadRequest)
  }
}

/** Threads of this process that are known and have not ended, out of `threads` if given. */
export function listThreads(dataFile: string, threads?: Iterable<number>): number[] {
  return readThreads(dataFile, threads).map(record => record.threadId)
}

function readThreads(dataFile: string, threads?: Iterable<number>): ProcessInfo[] {
  const { threadId } = loadThreads().module
  return readStartRecords(dataFile, process.pid, threads && new Set(threads)).filter(
    record => record.threadId !== 0 && record.threadId !== threadId,
  )
}

/** Asks threads for their data and blocks until they have answered or ended, at most `timeout` ms; longer for one that has begun to. */
export function askThreads(
  dataFile: string,
  threads: number[],
  timeout: number,
  kind: ThreadRequestKind,
): void {
  // `wait`: a program may be started without Atomics.
  if (threads.length === 0 || !wait) return
  const request = postRequest(threads, kind)
  const { cell } = request
  const start = clock()
  // A program may stop many at once that cannot answer at all: they share one limit.
  const limit = Number(start - lastSilence) / 1e6 < 1000 ? Math.min(timeout, courtesy) : timeout
  let starvation: (() => number) | undefined
  for (;;) {
    const answered = cell[answers(request)]!
    const elapsed = Number(clock() - start) / 1e6
    const isAtWork = cell.subarray(0, threads.length).includes(states.begun)
    // Time without a processor does not count, up to ten times the limit.
    const fair = elapsed < limit ? limit : Math.min(10 * limit, limit + (starvation?.() ?? 0))
    const left = (isAtWork ? Math.max(fair, patience) : fair) - elapsed
    if (answered >= threads.length || left <= 0) break
    if (elapsed >= courtesy) starvation ??= watchStarvation(dataFile, request)
    // One that ends by itself does not tell: look now and then who is left.
    if (wait(cell, answers(request), answered, Math.min(left, 2)) === 'timed-out') {
      if (answered >= listThreads(dataFile, threads).length) break
    }
  }
  for (const index of threads.keys()) Atomics.compareExchange(cell, index, states.none, states.givenUp)
  // One that has ended, or blocks and has saved its counts before, is on no list any more.
  const silent = threads.filter((_, index) => cell[index] === states.givenUp)
  if (silent.length > 0 && listThreads(dataFile, silent).length > 0) lastSilence = clock()
}

/** Tells how long the threads that were silent then have waited for a processor since, in ms: the one of them that waited longest. */
function watchStarvation(dataFile: string, request: ThreadRequest): () => number {
  const tasks = readThreads(dataFile, listSilent(request)).flatMap(({ task }) => task ?? [])
  const before = tasks.map(readStarvation)
  return () => Math.max(0, ...tasks.map((task, index) => readStarvation(task) - before[index]!))
}

function listSilent({ cell, threads }: ThreadRequest): number[] {
  return threads.filter((_, index) => cell[index] === states.none)
}

/** Hands a request from another process to the threads, which answer it by themselves. */
export function passRequestOn(threads: number[]): void {
  if (threads.length > 0) postRequest(threads, 'outside')
}

function postRequest(threads: number[], kind: ThreadRequestKind): ThreadRequest {
  const cell = new Int32Array(new SharedArrayBuffer(4 * (threads.length + 1)))
  const request = { cell, threads, kind }
  apply(loadThreads().postToChannel, openChannel(), [request])
  return request
}
