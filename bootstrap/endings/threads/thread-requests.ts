// Requests to flush among the threads of one process, sent over a channel that only threads of this process receive. The asker waits on
// shared memory: its own thread may be about to stop and to run no more JavaScript.
import type { BroadcastChannel } from 'node:worker_threads'
import { apply } from '../../node/primordials.ts'
import { loadThreads } from '../../node/threads-module.ts'
import { answerWhenInterrupted } from '../hidden-calls.ts'

/** `last`: the thread will be stopped then. `inside`: it will go on. `outside`: it will go on, and another process asks. */
export type ThreadRequestKind = 'last' | 'inside' | 'outside'

/** A request to several threads. */
export interface ThreadRequest {
  /** One of {@link states} for each thread, at its index in `threads`; after these, the number of answers. */
  cell: Int32Array
  threads: number[]
  kind: ThreadRequestKind
}

/** How far an answer is. `givenUp`: the asker does not wait for it any more. */
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

/** Sends a request. The threads answer in its cells. */
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

/** The threads whose answer is in this state. */
export function listByState({ cell, threads }: ThreadRequest, state: number): number[] {
  return threads.filter((_, index) => cell[index] === state)
}

/**
 * Answers the requests of other threads of this process, also when the thread is interrupted for it. While `isFlushing`, an interruption
 * answers nothing: the asker would take half a flush for an answer.
 * @returns a function that answers a request which arrived while this thread could not listen
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
