// Our inspector session in this thread. Node answers it synchronously.
import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import { parse, stringify } from '../node/primordials.ts'
import { isCandidate } from '../node/script-path.ts'
import type { Settings } from '../settings.ts'
import { connectInspector } from './inspector-connection.ts'
import { shareCounters } from './other-sessions.ts'
import { splitScripts, type TakenScript } from './taken-script.ts'

/** Parameters of `Debugger.scriptParsed`. */
export interface ParsedScript {
  scriptId: string
  url: string
  sourceMapURL?: string
  length?: number
}

/** Sends a command of the protocol and returns its answer. */
type Post = (method: string, params?: object) => string

/** The counters of this thread. */
export interface Profiler {
  /** Starts to count. Code that ran before is not slowed down and makes no answer longer. */
  start(): void
  /**
   * Takes the counts since the last call; V8 resets its counters. If the program goes on, V8 must drop its optimised code: it reports a
   * function without inner blocks only if that was entered unoptimised since the last take. V8 loses the count of a function that was always
   * inlined (Node 20 to 26). Starting precise coverage again drops the code and loses no count.
   */
  take(goesOn: boolean): TakenScript[]
  /** Has V8 drop its optimised code, as after a {@link take}. */
  restart(): void
  /** Keeps counts that Node took for the program's own sessions, as {@link take} does. */
  share(taken: ScriptCoverage[]): void
  /**
   * Lists all live scripts with their source map comments. It costs 20 to 100 ms, so it is for scripts that are not on disk. The debugger
   * stays on: its end would take the blocks from all functions compiled so far (V8's `Debug::Unload`, Node 20 to 26). It slows the
   * program down somewhat and uses memory, so a process that lives on puts it off as long as it can.
   */
  listScripts(): Map<string, ParsedScript>
  /** The text that V8 ran. Call {@link listScripts} before. */
  readSource(scriptId: string): string | undefined
}

/**
 * Connects to V8's counters; undefined where there is no inspector (`--permission`, a Node built without it). `taken` gets the counts
 * that the program's own sessions take.
 */
export function connectProfiler(
  settings: Settings,
  taken: (counts: ScriptCoverage[]) => void,
): Profiler | undefined {
  const scripts = createScriptList()
  let answer = ''
  const connection = connectInspector(message => {
    if (!scripts.receive(message)) answer = message
  })
  if (!connection) return undefined
  const post: Post = (method, params = {}) => {
    answer = ''
    connection.dispatch(stringify({ id: 1, method, params }))
    return answer
  }
  post('Profiler.enable')
  let detailed = settings.branch
  const start = () => void post('Profiler.startPreciseCoverage', { callCount: true, detailed })
  const take = (goesOn: boolean): string => {
    const message = post('Profiler.takePreciseCoverage')
    if (goesOn) start()
    return message
  }
  const listen = () => scripts.listen(post)
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
      return splitScripts(message, url => isCandidate(url, settings.config.packages))
    },
    restart: start,
    share: others.add,
    listScripts() {
      listen()
      return scripts.parsed
    },
    readSource: scriptId =>
      readResult<{ scriptSource?: string }>(post('Debugger.getScriptSource', { scriptId }))?.scriptSource,
  }
}

/** The scripts that V8's debugger has reported. */
function createScriptList() {
  const parsed = new Map<string, ParsedScript>()
  let isListening = false
  return {
    parsed,
    /** Takes a message of the debugger; false for an answer. */
    receive(message: string): boolean {
      if (!isListening || !message.startsWith('{"method":')) return false
      const { method, params } = parse(message) as { method: string; params: ParsedScript }
      if (method === 'Debugger.scriptParsed') parsed.set(params.scriptId, params)
      return true
    },
    /** Turns the debugger on. V8 reports each live script before it answers, and each new script from then on. */
    listen(post: Post): void {
      if (isListening) return
      isListening = true
      post('Debugger.enable')
      // Otherwise a `debugger` statement would stop the program, with no front end to continue it.
      post('Debugger.setSkipAllPauses', { skip: true })
    },
  }
}

function readResult<T>(message: string): T | undefined {
  return message === '' ? undefined : (parse(message) as { result?: T }).result
}

function parseScripts(message: string): ScriptCoverage[] {
  return readResult<{ result?: ScriptCoverage[] }>(message)?.result ?? []
}
