// The inspector session inside this process. Node answers it synchronously on the thread that asks.
import type { Session } from 'node:inspector'
import type { ScriptCoverage } from '../src/contract/data-file.ts'
import { debugLog } from './debug-log.ts'
import { apply } from './primordials.ts'

/** A script as `Debugger.scriptParsed` tells of it. */
export interface ParsedScript {
  scriptId: string
  url: string
  sourceMapURL?: string
  length?: number
}

/** Counts of this thread. */
export interface Profiler {
  /**
   * The counts since the last call: V8 resets its counters. If the program goes on, optimised code has to be thrown away:
   * V8 (Node 20 to 26) reports a function without inner blocks only if it was entered unoptimised since the last call, and drops
   * the count of one that was inlined all the time. Starting precise coverage again does it and loses nothing.
   */
  take(goesOn: boolean): ScriptCoverage[]
  /** V8's id of this thread's isolate. */
  readIsolate(): string | undefined
  /** Every live script, with its source map comment. Costs 20 to 100 ms: only for scripts that the disk does not hold. */
  listScripts(): Map<string, ParsedScript>
  /** The text that V8 ran; only after {@link listScripts}. */
  readSource(scriptId: string): string | undefined
  /** Ends what {@link listScripts} began. */
  endListing(): void
}

/** Starts counting; undefined where no session may be had (`--permission`, a Node built without the inspector). */
export function startProfiler(branch: boolean): Profiler | undefined {
  let session: Session
  try {
    const inspector = require('node:inspector') as typeof import('node:inspector')
    session = new inspector.Session()
    session.connect()
  } catch (error) {
    debugLog('no inspector session', error)
    return undefined
  }
  const send = session.post
  const post = <T>(method: string, params?: object): T | undefined => {
    let result: T | undefined
    apply(send, session, [
      method,
      params,
      (error: Error | null, value: T) => {
        if (error) debugLog(method, error)
        else result = value
      },
    ])
    return result
  }
  post('Profiler.enable')
  const start = () => post('Profiler.startPreciseCoverage', { callCount: true, detailed: branch })
  start()
  return {
    take(goesOn) {
      const taken = post<{ result: ScriptCoverage[] }>('Profiler.takePreciseCoverage')
      if (goesOn) start()
      return taken?.result ?? []
    },
    readIsolate: () => post<{ id: string }>('Runtime.getIsolateId')?.id,
    listScripts() {
      const scripts = new Map<string, ParsedScript>()
      const add = (message: { params: ParsedScript }) => scripts.set(message.params.scriptId, message.params)
      session.on('Debugger.scriptParsed', add as never)
      // Replays an event for each live script before it answers.
      post('Debugger.enable')
      session.removeListener('Debugger.scriptParsed', add as never)
      return scripts
    },
    readSource: scriptId =>
      post<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId })?.scriptSource,
    endListing: () => void post('Debugger.disable'),
  }
}
