// A thread that is busy with JavaScript comes to no request: it never gets back to its loop. V8 can have it evaluate a text in between,
// through the inspector of the main thread, which alone knows all threads of the process (Node 20 to 26).
import { connectQuietly } from '../../counting/inspector-connection.ts'
import { isMainThread } from '../../node/main-thread.ts'
import { parse, stringify } from '../../node/primordials.ts'
import { answerExpression } from '../door.ts'

/** Threads that are made to answer. */
export interface Interruption {
  /** Has these, wherever they are in their code, answer what they were asked by now. */
  interrupt(threads: number[]): void
  /** Which of them are not back in their own code: V8 would forget that it is to stop one there. */
  listInside(): number[]
  end(): void
}

interface Notice {
  method?: string
  params?: { sessionId: string; workerInfo?: { title: string } }
}

/** Prepares to interrupt `wanted` threads of this process; undefined in a thread, and where no inspector can be had. */
export function interruptThreads(wanted: ReadonlySet<number>): Interruption | undefined {
  if (!isMainThread) return undefined
  const connection = connectQuietly()
  if (!connection) return undefined
  /** Sessions with the threads, by `threadId`. */
  const sessions = new Map<number, string>()
  /** Those that have not told of what they evaluated. */
  const inside = new Set<string>()
  let read = 0
  const readMessages = () => {
    for (; read < connection.messages.length; read++) {
      const { method, params } = parse(connection.messages[read]!) as Notice
      if (method === 'NodeWorker.receivedMessageFromWorker' || method === 'NodeWorker.detachedFromWorker')
        inside.delete(params!.sessionId)
      if (method !== 'NodeWorker.attachedToWorker') continue
      // `[worker 1]`, with the thread's name behind.
      const thread = Number.parseInt(params?.workerInfo?.title.slice('[worker '.length) ?? '', 10)
      if (wanted.has(thread)) sessions.set(thread, params!.sessionId)
    }
  }
  const post = (method: string, params: object) => connection.dispatch(stringify({ id: 1, method, params }))
  // Tells of each thread before it answers.
  post('NodeWorker.enable', { waitForDebuggerOnStart: false })
  readMessages()
  const message = stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: answerExpression } })
  return {
    interrupt(threads) {
      for (const [thread, sessionId] of sessions) {
        if (inside.has(sessionId) || !threads.includes(thread)) continue
        inside.add(sessionId)
        post('NodeWorker.sendMessageToWorker', { sessionId, message })
      }
    },
    listInside() {
      readMessages()
      return [...sessions].filter(([, id]) => inside.has(id)).map(([thread]) => thread)
    },
    end() {
      post('NodeWorker.disable', {})
      connection.close()
    },
  }
}
