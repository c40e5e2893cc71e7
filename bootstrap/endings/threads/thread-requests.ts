// Requests to flush among the threads of one process, sent over a channel that only threads of this process receive. The asker waits on
// shared memory: its own thread may be about to stop and to run no more JavaScript.
import type { BroadcastChannel, MessagePort } from 'node:worker_threads'
import { readClock } from '../../../src/system/clock.ts'
import { readHidden } from '../../node/hidden-property.ts'
import { apply, wait } from '../../node/primordials.ts'
import { loadThreads } from '../../node/threads-module.ts'
import { answerWhenInterrupted } from '../hidden-calls.ts'

/**
 * `last`: the thread will be stopped then. `signal`: its process gets a deadly signal, and the thread goes on if the process survives. `inside`:
 * it will go on. `outside`: it will go on, and another process asks.
 */
export type ThreadRequestKind = 'last' | 'signal' | 'inside' | 'outside'

/** Has the thread for module hooks begin to count: it writes its number into the cell. */
interface BeginRequest {
  cell: Int32Array
  threads: []
  kind: 'begin'
}

/** How long {@link requestBegin} waits, in ms. The thread is idle, and Node waits for it next without a limit. */
const longestBegin = 3000

/** A request to several threads. */
export interface ThreadRequest {
  /** One of {@link states} for each thread, at its index in `threads`; after these, the number of answers. */
  cell: Int32Array
  threads: number[]
  kind: ThreadRequestKind
}

/**
 * How far an answer is. `givenUp`: the asker does not wait for it any more. `claimed`: the asker interrupts the thread, which answers in the
 * middle of its code and nowhere else.
 */
export const states = { none: 0, begun: 1, done: 2, givenUp: 3, claimed: 4 }

/** How long a claimed thread expects its interruption, in ms. It comes at once, or the thread is stopped. */
const longestClaim = 1000

const name = `covtree-${process.pid}`
let channel: BroadcastChannel | undefined
/** Gets the messages of other threads. */
let receive: (message: unknown) => void = () => {}

function openChannel(): BroadcastChannel {
  if (!channel) {
    const { BroadcastChannel } = loadThreads()
    channel = new BroadcastChannel(name)
    listen(channel)
    // A listener makes the channel keep the thread alive.
    channel.unref()
  }
  return channel
}

/**
 * Passes messages on to `receive`. It listens to the port inside of the channel, in the place of Node's own listener. That makes an event of
 * each message, even without a listener: for the first one, Node 22 and later load a module that takes 40 to 70 ms.
 */
function listen(open: BroadcastChannel): void {
  const port = readHidden<MessagePort>(open, 'kHandle')
  const makeEvent = readHidden<() => void>(open, 'kOnMessage')
  if (port && makeEvent) {
    port.on('message', message => receive(message))
    port.off('message', makeEvent)
  } else open.onmessage = event => receive((event as { data: unknown }).data)
}

/** Sends a request. The threads answer in its cells. */
export function postRequest(threads: number[], kind: ThreadRequestKind): ThreadRequest {
  const cell = new Int32Array(new SharedArrayBuffer(4 * (threads.length + 1)))
  const request = { cell, threads, kind }
  apply(loadThreads().postToChannel, openChannel(), [request])
  return request
}

/** Has the thread for module hooks begin to count, and waits until it does. Returns its number; 0 if it does not answer. */
export function requestBegin(): number {
  // A program may be started without Atomics.
  if (!wait) return 0
  const cell = new Int32Array(new SharedArrayBuffer(4))
  const request: BeginRequest = { cell, threads: [], kind: 'begin' }
  apply(loadThreads().postToChannel, openChannel(), [request])
  wait(cell, 0, 0, longestBegin)
  return cell[0]!
}

/** Calls `begin` for the first {@link requestBegin}. `begin` has to take the other requests from then on. */
export function beginWhenAsked(begin: () => void): void {
  receive = message => {
    const { cell, kind } = message as BeginRequest | ThreadRequest
    if (kind !== 'begin') return
    receive = () => {}
    begin()
    Atomics.store(cell, 0, loadThreads().module.threadId)
    Atomics.notify(cell, 0)
  }
  openChannel()
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
  /** The request for which this thread expects an interruption. */
  let expected: ThreadRequest | undefined
  const take = (request: ThreadRequest, state: number) => {
    const { cell, threads, kind } = request
    const index = threads.indexOf(threadId)
    if (index === -1 || Atomics.compareExchange(cell, index, state, states.begun) !== state) return
    answer(kind)
    Atomics.store(cell, index, states.done)
    Atomics.add(cell, answersAt(request), 1)
    Atomics.notify(cell, answersAt(request))
  }
  const expectInterruption = (request: ThreadRequest) => {
    const { cell, threads } = request
    const index = threads.indexOf(threadId)
    const end = readClock() + longestClaim
    expected = request
    while (index !== -1 && cell[index] === states.claimed && readClock() < end);
    expected = undefined
  }
  receive = message => {
    expectInterruption(message as ThreadRequest)
    take(message as ThreadRequest, states.none)
  }
  const open = openChannel()
  const listMissed = () => {
    const missed: ThreadRequest[] = []
    for (let next = receiveMessageOnPort(open as never); next; next = receiveMessageOnPort(open as never))
      missed.push(next.message as ThreadRequest)
    return missed
  }
  answerWhenInterrupted(() => {
    if (isFlushing()) return
    for (const request of expected ? [expected] : listMissed()) {
      take(request, states.claimed)
      take(request, states.none)
    }
  })
  return () => listMissed().forEach(receive)
}

/** Claims a thread for an interruption. Returns false if it has begun to answer. A thread below the asked ones has no cell: true. */
export function claimThread({ cell, threads }: ThreadRequest, thread: number): boolean {
  const index = threads.indexOf(thread)
  return index === -1 || Atomics.compareExchange(cell, index, states.none, states.claimed) === states.none
}

/** Ends the claims of threads without those that are being interrupted. A thread answers no interruption in the middle of a flush. */
export function releaseThreads({ cell, threads }: ThreadRequest, interrupted: number[]): void {
  threads.forEach((thread, index) => {
    if (!interrupted.includes(thread)) Atomics.compareExchange(cell, index, states.claimed, states.none)
  })
}
