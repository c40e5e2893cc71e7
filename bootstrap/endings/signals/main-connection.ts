import type { Session } from 'node:inspector'
import type { MessagePort } from 'node:worker_threads'
import type { ToMain } from '../signal-messages.ts'

/** The signal thread's ways to the main thread. */
export interface MainConnection {
  /** Sends a message, which the main thread receives when it gets back to its loop. */
  post(message: ToMain): void
  /** Has the main thread receive a message in the middle of running JavaScript. `done` is called after that. */
  interrupt(message: ToMain, done?: () => void): void
  close(): void
}

/**
 * Connects to the main thread. An interruption has it evaluate an expression, and its own session takes the counts: if another
 * session started coverage, V8 would drop the counts of functions inlined since the last take (Node 20 to 26).
 */
export function connectToMain(port: MessagePort, callExpression: string): MainConnection {
  let session: Session | undefined
  return {
    post: message => port.postMessage(message),
    interrupt(message, done) {
      if (!session) {
        const inspector = require('node:inspector') as typeof import('node:inspector')
        session = new inspector.Session()
        session.connectToMainThread()
      }
      const literal = JSON.stringify(JSON.stringify(message))
      session.post('Runtime.evaluate', { expression: callExpression.replace('MESSAGE', literal) }, () =>
        done?.(),
      )
    },
    close() {
      session?.disconnect()
    },
  }
}
