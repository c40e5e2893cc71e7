// Interrupts threads that are busy with JavaScript: they never return to their loops, so they receive no request. V8 has such a thread
// evaluate an expression in the middle of its code. The inspector of the main thread can ask for that: it knows all threads of the process
// (Node 20 to 26).
import { connectQuietly } from '../../counting/inspector-connection.ts'
import { isMainThread } from '../../node/main-thread.ts'
import { parse, stringify } from '../../node/primordials.ts'
import { answerExpression } from '../hidden-calls.ts'

/** An inspector connection to threads of this process. */
export interface Interruption {
  /**
   * Has those of these threads that it can claim answer the requests that they have been sent, in the middle of their code. Returns whether
   * there was one.
   */
  interrupt(threads: number[], claim: (thread: number) => boolean): boolean
  /** Threads still evaluating our expression. V8 drops a termination request that arrives then. */
  listInside(): number[]
  end(): void
}

interface Notice {
  method?: string
  params?: { sessionId: string; workerInfo?: { title: string } }
}

/** Connects to the `wanted` threads of this process. Undefined in a thread, and where there is no inspector. */
export function interruptThreads(wanted: ReadonlySet<number>): Interruption | undefined {
  if (!isMainThread) return undefined
  const connection = connectQuietly()
  if (!connection) return undefined
  /** Ids of the inspector's sessions with the threads, by `threadId`. */
  const sessions = new Map<number, string>()
  /** Sessions that have not sent the result of the expression. */
  const inside = new Set<string>()
  let read = 0
  const readMessages = () => {
    for (; read < connection.messages.length; read++) {
      const { method, params } = parse(connection.messages[read]!) as Notice
      if (method === 'NodeWorker.receivedMessageFromWorker' || method === 'NodeWorker.detachedFromWorker')
        inside.delete(params!.sessionId)
      if (method !== 'NodeWorker.attachedToWorker') continue
      // The title is `[worker 1]`, followed by the thread's name.
      const thread = Number.parseInt(params?.workerInfo?.title.slice('[worker '.length) ?? '', 10)
      if (wanted.has(thread)) sessions.set(thread, params!.sessionId)
    }
  }
  const post = (method: string, params: object) => connection.dispatch(stringify({ id: 1, method, params }))
  // Node sends a notice of each thread before it answers.
  post('NodeWorker.enable', { waitForDebuggerOnStart: false })
  readMessages()
  const message = stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: answerExpression } })
  return {
    interrupt(threads, claim) {
      let isOne = false
      for (const thread of threads) {
        const sessionId = sessions.get(thread)
        if (sessionId === undefined || inside.has(sessionId) || !claim(thread)) continue
        isOne = true
        inside.add(sessionId)
        post('NodeWorker.sendMessageToWorker', { sessionId, message })
      }
      return isOne
    },
    listInside() {
      readMessages()
      const threads: number[] = []
      sessions.forEach((sessionId, thread) => {
        if (inside.has(sessionId)) threads.push(thread)
      })
      return threads
    },
    end() {
      post('NodeWorker.disable', {})
    },
  }
}
