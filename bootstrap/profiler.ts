// The inspector session inside this process. Node answers it synchronously on the thread that asks.
import type { Session } from 'node:inspector'
import type { ScriptCoverage } from '../src/contract/data-file.ts'
import { debugLog } from './debug-log.ts'
import { shareCounters } from './other-sessions.ts'
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
  /** Has V8 forget its optimised code, as after a {@link take}. */
  restart(): void
  /** Keeps counts that came another way for the program's own sessions, as {@link take} does. */
  share(taken: ScriptCoverage[]): void
  /**
   * Every live script, with its source map comment. Costs 20 to 100 ms: only for scripts that the disk does not hold. The debugger
   * stays on: its end would take the blocks from all functions compiled so far (V8's `Debug::Unload`, Node 20 to 26). It makes
   * a program somewhat slower, and one that runs out of memory use more of it before: not for a process that lives on, if it can wait.
   */
  listScripts(): Map<string, ParsedScript>
  /** The text that V8 ran; only after {@link listScripts}. */
  readSource(scriptId: string): string | undefined
}

/**
 * Starts counting; undefined where no session may be had (`--permission`, a Node built without the inspector). `taken` gets what
 * the program's own sessions take.
 */
export function startProfiler(
  branch: boolean,
  taken: (counts: ScriptCoverage[]) => void,
): Profiler | undefined {
  let session: Session
  let inspector: typeof import('node:inspector')
  try {
    inspector = require('node:inspector') as typeof import('node:inspector')
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
  let detailed = branch
  const start = () => void post('Profiler.startPreciseCoverage', { callCount: true, detailed })
  start()
  const take = (goesOn: boolean) => {
    const answer = post<{ result: ScriptCoverage[] }>('Profiler.takePreciseCoverage')
    if (goesOn) start()
    return answer?.result ?? []
  }
  const parsed = new Map<string, ParsedScript>()
  let isListening = false
  const listen = () => {
    if (isListening) return
    isListening = true
    session.on('Debugger.scriptParsed', ({ params }) => {
      parsed.set(params.scriptId, params as ParsedScript)
    })
    // Tells of each live script before it answers, and of each new one from then on.
    post('Debugger.enable')
    // A `debugger` statement would stop the program for a front end that is not there.
    post('Debugger.setSkipAllPauses', { skip: true })
  }
  const others = shareCounters(inspector, session, {
    take() {
      const counts = take(true)
      taken(counts)
      return counts
    },
    keepDebugger: listen,
    countBlocks() {
      if (detailed) return
      detailed = true
      start()
    },
  })
  return {
    take(goesOn) {
      const counts = take(goesOn)
      others.add(counts)
      return counts
    },
    restart: start,
    share: others.add,
    listScripts() {
      listen()
      return parsed
    },
    readSource: scriptId =>
      post<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId })?.scriptSource,
  }
}
