// The inspector session inside this process. Node answers it synchronously on the thread that asks.
import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import { parse, stringify } from '../node/primordials.ts'
import { isCandidate } from '../node/script-path.ts'
import { connectInspector } from './inspector-connection.ts'
import { shareCounters } from './other-sessions.ts'
import { splitScripts, type TakenScript } from './taken-script.ts'

/** A script as `Debugger.scriptParsed` tells of it. */
export interface ParsedScript {
  scriptId: string
  url: string
  sourceMapURL?: string
  length?: number
}

/** Counts of this thread. */
export interface Profiler {
  /** Begins to count. What runs before is not slowed down, nor is it in the answers that have to be searched. */
  start(): void
  /**
   * The counts since the last call: V8 resets its counters. If the program goes on, optimised code has to be thrown away:
   * V8 (Node 20 to 26) reports a function without inner blocks only if it was entered unoptimised since the last call, and drops
   * the count of one that was inlined all the time. Starting precise coverage again does it and loses nothing.
   */
  take(goesOn: boolean): TakenScript[]
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
 * Prepares counting; undefined where no session may be had (`--permission`, a Node built without the inspector). `taken` gets what
 * the program's own sessions take.
 */
export function connectProfiler(
  branch: boolean,
  taken: (counts: ScriptCoverage[]) => void,
): Profiler | undefined {
  const parsed = new Map<string, ParsedScript>()
  let isListening = false
  let answer = ''
  const connection = connectInspector(message => {
    if (!isListening || !message.startsWith('{"method":')) {
      answer = message
      return
    }
    const { method, params } = parse(message) as { method: string; params: ParsedScript }
    if (method === 'Debugger.scriptParsed') parsed.set(params.scriptId, params)
  })
  if (!connection) return undefined
  const post = (method: string, params: object = {}): string => {
    answer = ''
    connection.dispatch(stringify({ id: 1, method, params }))
    return answer
  }
  post('Profiler.enable')
  let detailed = branch
  const start = () => void post('Profiler.startPreciseCoverage', { callCount: true, detailed })
  const take = (goesOn: boolean): string => {
    const message = post('Profiler.takePreciseCoverage')
    if (goesOn) start()
    return message
  }
  const listen = () => {
    if (isListening) return
    isListening = true
    // Tells of each live script before it answers, and of each new one from then on.
    post('Debugger.enable')
    // A `debugger` statement would stop the program for a front end that is not there.
    post('Debugger.setSkipAllPauses', { skip: true })
  }
  const others = shareCounters(connection.session, {
    take() {
      const counts = parseScripts(take(true))
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
    start,
    take(goesOn) {
      const message = take(goesOn)
      if (others.isAny()) others.add(parseScripts(message))
      return splitScripts(message, isCandidate)
    },
    restart: start,
    share: others.add,
    listScripts() {
      listen()
      return parsed
    },
    readSource: scriptId =>
      readResult<{ scriptSource?: string }>(post('Debugger.getScriptSource', { scriptId }))?.scriptSource,
  }
}

function readResult<T>(message: string): T | undefined {
  return message === '' ? undefined : (parse(message) as { result?: T }).result
}

function parseScripts(message: string): ScriptCoverage[] {
  return readResult<{ result?: ScriptCoverage[] }>(message)?.result ?? []
}
