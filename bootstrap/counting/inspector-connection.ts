import type { Session } from 'node:inspector'
import { readBinding } from '../node/binding.ts'
import { debugLog, runSafely } from '../node/debug-log.ts'
import { apply, bindPush, parse, stringify } from '../node/primordials.ts'

/** A connection to the inspector of this thread. */
export interface InspectorConnection {
  /** Sends a message of the protocol. Everything it causes has been received when this returns. */
  dispatch(message: string): void
  /** Set if the connection is a session of `node:inspector`, as the program's own are. */
  session: Session | undefined
}

/** The native module below `node:inspector`. */
interface InspectorBinding {
  Connection: new (receive: (message: string) => void) => { dispatch(message: string): void }
}

/** Connects without `node:inspector`, which would double the cost by its loading and its parsing of answers (Node 20 to 26). */
export function connectInspector(receive: (message: string) => void): InspectorConnection | undefined {
  return runSafely('no inspector session', () => connectNatively(receive) ?? connectSession(receive))
}

/** A connection that collects its messages. */
export interface QuietConnection {
  dispatch(message: string): void
  messages: string[]
}

let quiet: QuietConnection | undefined

/**
 * Connects so that a message is received by a function of V8, not by JavaScript. When JavaScript returns, Node handles starts and ends of
 * threads. If that happens while Node walks through its list of threads to notify us, it crashes (Node 20 to 26).
 *
 * There is one such connection in a thread, which is never closed: at the end of any session, Node (22 to 26) stops telling the program's own
 * sessions of network requests.
 */
export function connectQuietly(): QuietConnection | undefined {
  if (!quiet) {
    const messages: string[] = []
    const connection = runSafely('no inspector session', () => connectNatively(bindPush(messages)))
    if (connection) quiet = { ...connection, messages }
  }
  if (quiet) quiet.messages.length = 0
  return quiet
}

function connectNatively(receive: (message: string) => void) {
  const binding = readBinding<InspectorBinding>('inspector')
  if (!binding?.Connection) return undefined
  const connection = new binding.Connection(receive)
  const { dispatch } = connection
  return { dispatch: (message: string) => apply(dispatch, connection, [message]), session: undefined }
}

function connectSession(receive: (message: string) => void): InspectorConnection {
  const inspector = require('node:inspector') as typeof import('node:inspector')
  const session = new inspector.Session()
  session.connect()
  session.on('inspectorNotification', ({ method, params }: { method: string; params: object }) =>
    receive(stringify({ method, params })),
  )
  const { post } = session
  const dispatch = (message: string) => {
    const { method, params } = parse(message) as { method: string; params: object }
    const answer = (error: Error | null, result?: object) => {
      if (error) debugLog(method, error)
      receive(error ? '' : stringify({ id: 1, result }))
    }
    apply(post, session, [method, params, answer])
  }
  return { dispatch, session }
}
