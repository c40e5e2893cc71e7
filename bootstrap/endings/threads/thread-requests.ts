// Requests to flush among the threads of one process, over a channel that only threads of this process hear. The asker waits
// on shared memory, so that it works while its own thread is about to stop and runs no more JavaScript.
import type { BroadcastChannel } from 'node:worker_threads'
import { apply } from '../../node/primordials.ts'
import { loadThreads } from '../../node/threads-module.ts'
import { answerWhenInterrupted } from '../door.ts'

/** `last`: it will be stopped then; `inside`: it will go on; `outside`: as `inside`, and the one who asks is another process. */
export type ThreadRequestKind = 'last' | 'inside' | 'outside'

/** What threads are asked. */
export interface ThreadRequest {
  /** One of {@link states} for each thread, at the same index as in `threads`; the number of answers behind. */
  cell: Int32Array
  /** The threads that are asked. */
  threads: number[]
  kind: ThreadRequestKind
}

/** How far an answer is. `given up`: nobody waits for it any more. */
export const states = { none: 0, begun: 1, done: 2, givenUp: 3 }

const name = `covtree-${process.pid}`
let channel: BroadcastChannel | undefined

function openChannel(): BroadcastChannel {
  if (!channel) {
    const { BroadcastChannel } = loadThreads()
    channel = new BroadcastChannel(name)
    channel.unref()
  }
  return channel
}

/** Asks threads; their answers change the request's cells. */
export function postRequest(threads: number[], kind: ThreadRequestKind): ThreadRequest {
  const cell = new Int32Array(new SharedArrayBuffer(4 * (threads.length + 1)))
  const request = { cell, threads, kind }
  apply(loadThreads().postToChannel, openChannel(), [request])
  return request
}

/** Index of the cell that holds the number of answers, on which the asker waits. */
export function answersAt({ threads }: ThreadRequest): number {
  return threads.length
}

/** The threads whose answer is that far. */
export function listByState({ cell, threads }: ThreadRequest, state: number): number[] {
  return threads.filter((_, index) => cell[index] === state)
}

/**
 * Answers the requests of other threads of this process, in the middle of running code too, unless `isFlushing`: half a flush would be
 * taken for an answer. Returns a function that answers one that came while the thread could not listen.
 */
export function answerThreads(
  answer: (kind: ThreadRequestKind) => void,
  isFlushing: () => boolean,
): () => void {
  const { threadId, receiveMessageOnPort } = loadThreads().module
  const take = (request: ThreadRequest) => {
    const { cell, threads, kind } = request
    const index = threads.indexOf(threadId)
    if (index === -1 || Atomics.compareExchange(cell, index, states.none, states.begun) !== states.none)
      return
    answer(kind)
    Atomics.store(cell, index, states.done)
    Atomics.add(cell, answersAt(request), 1)
    Atomics.notify(cell, answersAt(request))
  }
  const open = openChannel()
  open.onmessage = event => take((event as { data: ThreadRequest }).data)
  // Setting a listener has made the channel keep the thread alive.
  open.unref()
  const answerMissed = () => {
    const received = receiveMessageOnPort(open as never)
    if (received) take(received.message as ThreadRequest)
  }
  answerWhenInterrupted(() => isFlushing() || answerMissed())
  return answerMissed
}
