// The natural end: nothing is left to do, and Node takes itself apart. Our session makes that dear: V8 walks its heap twice when it
// goes. `process.exit` takes nothing apart, and all that is seen of that is listed here: where nothing of it is, we end by it.
import { canBind, readBinding } from '../../node/binding.ts'
import { parseNodeOptions } from '../../node/node-options.ts'
import { apply } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'
import { whenListening } from '../signals/listening.ts'

/** Options that change nothing about the end (Node 18 to 26). */
const plainOptions = ' --enable-source-maps --no-warnings --no-deprecation --experimental-strip-types '

/** Modules of Node that have something running beside the program. */
const livingModules = ' worker_threads internal/worker inspector trace_events '

/**
 * Native modules of Node (18 to 26) that leave to the system what they hold, whatever the end. Others close databases, write
 * profiles, unload libraries, or are not known yet.
 */
const plainBindings =
  ' async_context_frame async_wrap blob block_list buffer builtins cares_wrap cjs_lexer config constants contextify credentials crypto' +
  ' diagnostics_channel encoding_binding errors fs fs_dir fs_event_wrap http_parser icu inspector js_stream messaging mksnapshot' +
  ' module_wrap modules options os performance permission pipe_wrap process_methods process_wrap signal_wrap spawn_sync stream_pipe' +
  ' stream_wrap string_decoder symbols task_queue tcp_wrap timers tls_wrap trace_events tty_wrap types udp_wrap url url_pattern util uv' +
  ' wasm_web_api worker zlib '

const { env, listenerCount, reallyExit } = process as NodeJS.Process & { reallyExit(code: number): never }
const { NODE_OPTIONS, NODE_V8_COVERAGE, NODE_DEBUG_NATIVE } = env
const execArgv = process.execArgv.slice()

/** Ends the process if nobody can tell it from the natural end that it has come to, with code 0. */
export type Leave = () => void

/** Watches for what a natural end would do. Undefined where that cannot be known. */
export function watchNaturalEnd(bootstrap: string): Leave | undefined {
  // On Windows, output may still be on its way.
  if (!canBind || process.platform === 'win32' || 'electron' in process.versions) return undefined
  if (NODE_V8_COVERAGE !== undefined || NODE_DEBUG_NATIVE !== undefined) return undefined
  let hasEffects = false
  // The file of a listening socket goes with it.
  whenListening(() => {
    hasEffects = true
  })
  // Native addons may have anything done at the end. No trap but the lack of one: no frame where an addon cannot be loaded.
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
    if (hasEffects || !hasPlainOptions(bootstrap) || !hasPlainModules() || isAwaited()) return
    apply(reallyExit, process, [0])
  }
}

function hasPlainOptions(bootstrap: string): boolean {
  const options = parseNodeOptions(NODE_OPTIONS ?? '')
  if (options?.[0] !== '--require' || options[1] !== bootstrap) return false
  return options.slice(2).every(isPlainOption) && execArgv.every(isPlainOption)
}

function isPlainOption(option: string): boolean {
  return plainOptions.includes(` ${option} `) || option.startsWith('--max-old-space-size=')
}

function hasPlainModules(): boolean {
  const { moduleLoadList } = process as { moduleLoadList?: string[] }
  if (!Array.isArray(moduleLoadList)) return false
  for (let i = 0; i < moduleLoadList.length; i++) {
    const entry = moduleLoadList[i]!
    const name = entry.slice(entry.lastIndexOf(' '))
    const isBinding = entry.startsWith('Internal')
    if (isBinding ? !plainBindings.includes(`${name} `) : livingModules.includes(`${name} `)) return false
  }
  return true
}

/** Whether JavaScript, a request or a debugger would still get its turn: promises of exit listeners are settled at a natural end. */
function isAwaited(): boolean {
  const { _getActiveRequests } = process as { _getActiveRequests?(): unknown[] }
  return (
    apply(listenerCount, process, ['exit']) > 0 ||
    _getActiveRequests?.().length !== 0 ||
    readBinding<{ url?(): string | undefined }>('inspector')?.url?.() !== undefined
  )
}
