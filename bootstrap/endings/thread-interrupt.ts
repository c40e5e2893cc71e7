// A thread that is busy, or blocked in Atomics.wait as the idle threads of tinypool and piscina are, reads no messages. The inspector
// reaches it: the main thread's session talks to the inspector of every thread (also of threads of threads), which interrupts
// JavaScript and waits alike (Node 20 to 26). A thread has no such session.
// V8 forgets a termination that comes while the inspector evaluates: who is about to be stopped must have finished evaluating,
// and nobody else is evaluated in. Hence the detour over the isolate's id, for which no JavaScript runs.
import type { Session } from 'node:inspector'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { debugLog } from '../debug-log.ts'
import { apply, parse, stringify } from '../primordials.ts'

/** Runs in the interrupted thread, through the exports of the bootstrap. */
export let answerNow: (() => void) | undefined

/** Sets what this thread does when it is interrupted. */
export function onInterrupt(answer: () => void): void {
  answerNow = answer
}

const evaluate = {
  method: 'Runtime.evaluate',
  params: {
    // In the cache alone: a thread without the bootstrap must not get it now. A test worker has another file of this folder.
    expression: `require.cache[${stringify(join(__dirname, 'index.cjs'))}]?.exports.answerNow?.()`,
    includeCommandLineAPI: true,
  },
}

/**
 * Interrupts the threads with these isolates; `changed` is told when one begins to evaluate (1) and when it is done (-1).
 * Returns a function that ends it; undefined where there is no session to be had.
 */
export function interruptThreads(
  isolates: Set<string>,
  changed: (by: 1 | -1) => void,
): (() => void) | undefined {
  if (!isMainThread || isolates.size === 0) return undefined
  try {
    const inspector = require('node:inspector') as typeof import('node:inspector')
    const session = new inspector.Session()
    const { post } = session
    session.connect()
    const send = (sessionId: string, message: object) =>
      apply(post, session, [
        'NodeWorker.sendMessageToWorker',
        { sessionId, message: stringify({ id: 1, ...message }) },
      ])
    listen(session, 'NodeWorker.attachedToWorker', ({ sessionId }) =>
      send(sessionId, { method: 'Runtime.getIsolateId' }),
    )
    listen(session, 'NodeWorker.receivedMessageFromWorker', ({ sessionId, message }) => {
      const { result } = parse(message) as { result?: { id?: string } }
      if (result?.id === undefined) changed(-1)
      else if (isolates.delete(result.id)) {
        changed(1)
        send(sessionId, evaluate)
      }
    })
    apply(post, session, ['NodeWorker.enable', { waitForDebuggerOnStart: false }])
    return () => session.disconnect()
  } catch (error) {
    debugLog('cannot interrupt threads', error)
    return undefined
  }
}

function listen(
  session: Session,
  name: string,
  listener: (params: { sessionId: string; message: string }) => void,
): void {
  session.on(name as 'inspectorNotification', event =>
    listener((event as unknown as { params: { sessionId: string; message: string } }).params),
  )
}
