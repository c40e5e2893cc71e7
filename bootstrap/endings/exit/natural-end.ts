// The natural end: no work is left, and Node frees its environment. With an inspector session that is slow: V8 walks its heap twice.
// `process.exit` frees nothing. This file lists the differences between the two that a program can see; where there are none, the
// process ends by `process.exit`.
import { isWindows } from '../../../src/system/platform.ts'
import { canBind, readBinding } from '../../node/binding.ts'
import { countRequireWords, parseNodeOptions } from '../../node/node-options.ts'
import { apply } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'
import { whenListening } from '../signals/listening.ts'

/** Options that do not change the end (Node 18 to 26). */
const harmlessOptions = ' --enable-source-maps --no-warnings --no-deprecation --experimental-strip-types '

/** Modules of Node that run something beside the program. */
const runningModules = ' worker_threads internal/worker inspector trace_events '

/**
 * Native modules of Node (18 to 26) that do nothing at the natural end that `process.exit` would leave out. Others close databases, write
 * profiles or unload libraries, or are newer than this list.
 */
const harmlessBindings =
  ' async_context_frame async_wrap blob block_list buffer builtins cares_wrap cjs_lexer config constants contextify credentials crypto' +
  ' diagnostics_channel encoding_binding errors fs fs_dir fs_event_wrap http_parser icu inspector js_stream messaging mksnapshot' +
  ' module_wrap modules options os performance permission pipe_wrap process_methods process_wrap signal_wrap spawn_sync stream_pipe' +
  ' stream_wrap string_decoder symbols task_queue tcp_wrap timers tls_wrap trace_events tty_wrap types udp_wrap url url_pattern util uv' +
  ' wasm_web_api worker zlib '

const { env, listenerCount, reallyExit } = process as NodeJS.Process & { reallyExit(code: number): never }
const { NODE_OPTIONS, NODE_V8_COVERAGE, NODE_DEBUG_NATIVE } = env
const execArgv = process.execArgv.slice()

/** Ends the process with code 0 if that cannot be told from its natural end. */
export type Leave = () => void

/** Watches for anything that only the natural end would do. Undefined where that cannot be known. */
export function watchNaturalEnd(bootstrap: string): Leave | undefined {
  // On Windows, output may still be unwritten.
  if (!canBind || isWindows || 'electron' in process.versions) return undefined
  if (NODE_V8_COVERAGE !== undefined || NODE_DEBUG_NATIVE !== undefined) return undefined
  let hasEffects = false
  // The natural end removes the file of a listening socket.
  whenListening(() => {
    hasEffects = true
  })
  // Native addons may do anything at the natural end. The getter returns no trap, so an error of `dlopen` has no frame of ours.
  replaceFunction(process, 'dlopen', original => {
    const handler: object = {
      get apply() {
        hasEffects = true
        return undefined
      },
    }
    return new Proxy(original, handler)
  })
  return () => {
    if (hasEffects || !hasHarmlessOptions(bootstrap) || !hasHarmlessModules() || isAwaited()) return
    apply(reallyExit, process, [0])
  }
}

function hasHarmlessOptions(bootstrap: string): boolean {
  const options = parseNodeOptions(NODE_OPTIONS ?? '')
  const words = options ? countRequireWords(options, bootstrap) : 0
  if (!options || words === 0) return false
  return options.slice(words).every(isHarmlessOption) && execArgv.every(isHarmlessOption)
}

function isHarmlessOption(option: string): boolean {
  return harmlessOptions.includes(` ${option} `) || option.startsWith('--max-old-space-size=')
}

function hasHarmlessModules(): boolean {
  const { moduleLoadList } = process as { moduleLoadList?: string[] }
  if (!Array.isArray(moduleLoadList)) return false
  for (let i = 0; i < moduleLoadList.length; i++) {
    const entry = moduleLoadList[i]!
    const name = entry.slice(entry.lastIndexOf(' '))
    const isBinding = entry.startsWith('Internal')
    if (isBinding ? !harmlessBindings.includes(`${name} `) : runningModules.includes(`${name} `)) return false
  }
  return true
}

/** Whether the natural end would still run JavaScript, finish a request or talk to a debugger. It settles promises of exit listeners. */
function isAwaited(): boolean {
  const { _getActiveRequests } = process as { _getActiveRequests?(): unknown[] }
  return (
    apply(listenerCount, process, ['exit']) > 0 ||
    _getActiveRequests?.().length !== 0 ||
    readBinding<{ url?(): string | undefined }>('inspector')?.url?.() !== undefined
  )
}
