// Requests to flush among the threads of one process, over a channel that only threads of this process hear. The asker waits
// on shared memory, so that it works while its own thread is about to stop and runs no more JavaScript.
import { BroadcastChannel, threadId } from 'node:worker_threads'
import { patience, readStartRecords } from '../../src/contract/ask.ts'
import { apply, wait } from '../primordials.ts'

/** `last`: it will be stopped then; `inside`: it will go on; `outside`: as `inside`, and the one who asks is another process. */
export type ThreadRequestKind = 'last' | 'inside' | 'outside'

interface ThreadRequest {
  /** Counts the answers that are complete, and those that have begun. */
  cell: Int32Array
  /** The threads that are asked. */
  threads: number[]
  kind: ThreadRequestKind
}

const name = `covtree-${process.pid}`
const clock = process.hrtime.bigint
const post = BroadcastChannel.prototype.postMessage
let channel: BroadcastChannel | undefined

function openChannel(): BroadcastChannel {
  if (!channel) {
    channel = new BroadcastChannel(name)
    channel.unref()
  }
  return channel
}

/** Answers the requests of other threads of this process. */
export function answerThreads(answer: (kind: ThreadRequestKind) => void): void {
  const open = openChannel()
  open.onmessage = event => {
    const { cell, threads, kind } = (event as { data: ThreadRequest }).data
    if (!threads.includes(threadId)) return
    Atomics.add(cell, 1, 1)
    answer(kind)
    Atomics.add(cell, 0, 1)
    Atomics.notify(cell, 0)
  }
  // Setting a listener has made the channel keep the thread alive.
  open.unref()
}

/** Threads of this process that are known and have not ended, out of `threads` if given. */
export function listThreads(dataFile: string, threads?: Iterable<number>): number[] {
  const wanted = threads && new Set(threads)
  const found: number[] = []
  for (const record of readStartRecords(dataFile, process.pid)) {
    if (record.threadId === 0 || record.threadId === threadId) continue
    if (!wanted || wanted.has(record.threadId)) found.push(record.threadId)
  }
  return found
}

/** Asks threads for their data and blocks until they have answered or ended, at most `timeout` ms; longer for one that has begun to. */
export function askThreads(
  dataFile: string,
  threads: number[],
  timeout: number,
  kind: ThreadRequestKind,
): void {
  if (threads.length === 0) return
  const cell = createCell()
  apply(post, openChannel(), [{ cell, threads, kind } satisfies ThreadRequest])
  const start = clock()
  for (;;) {
    const answers = cell[0]!
    const limit = cell[1]! > answers ? Math.max(timeout, patience) : timeout
    const left = limit - Number(clock() - start) / 1e6
    if (answers >= threads.length || left <= 0) return
    // One that ends by itself meanwhile does not answer: look now and then who is left.
    if (wait(cell, 0, answers, Math.min(left, 10)) === 'timed-out') {
      if (answers >= listThreads(dataFile, threads).length) return
    }
  }
}

/** Hands a request from another process to the threads, which answer it by themselves. */
export function passRequestOn(threads: number[]): void {
  const cell = createCell()
  if (threads.length > 0)
    apply(post, openChannel(), [{ cell, threads, kind: 'outside' } satisfies ThreadRequest])
}

function createCell(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8))
}
