// Terminals: node-pty, and the packages made of it, start programs by a native function of their own, `fork` of the addon `pty.node`.
import { runSafely } from '../node/debug-log.ts'
import { apply } from '../node/primordials.ts'
import { type AnyFunction, replaceFunction } from '../node/replace-function.ts'
import { type NativeStart, type PreparedStart, prepareSafely, type SpawnHooks } from './processes.ts'

/** Arguments of `fork` (node-pty 0.10 to 1.1): columns, rows, uid and gid follow, and what covtree does not use. */
type ForkArguments = [
  file: string,
  args: string[],
  envPairs: string[],
  cwd: string,
  columns: number,
  rows: number,
  uid: number,
  gid: number,
]

/** Of the thread's present wrapping: an addon is loaded once, and wrapping may be taken back and made anew. */
let current: SpawnHooks | undefined

/** Wraps the starts in terminals. Returns a function that unwraps. */
export function wrapTerminals(hooks: SpawnHooks): () => void {
  current = hooks
  const undo = replaceFunction(process, 'dlopen', original => {
    // An error of any other addon has no frame of ours: where the getter returns no trap, V8 calls the original itself.
    const handler = {
      get apply() {
        return isTerminalLoaded() ? loadTerminal : undefined
      },
    }
    return new Proxy(original, handler as ProxyHandler<AnyFunction>)
  })
  return () => {
    current = undefined
    undo?.()
  }
}

/** Whether the addon that Node loads now is node-pty's. Node puts a module into its cache before it loads it. */
function isTerminalLoaded(): boolean {
  const { _cache } = require('node:module') as { _cache: object }
  const names = Object.keys(_cache)
  return /[\\/]pty\.node$/.test(names[names.length - 1] ?? '')
}

function loadTerminal(dlopen: AnyFunction, receiver: unknown, args: [{ exports: object }, string]): unknown {
  const result = apply(dlopen, receiver, args)
  runSafely('terminals not wrapped', () => replaceFunction(args[0].exports, 'fork', wrapFork))
  return result
}

function wrapFork(original: AnyFunction): AnyFunction {
  return function fork(this: unknown, ...args: unknown[]) {
    const prepared = current && runSafely('terminal not prepared', () => prepare(args as never, current!))
    const terminal = apply(original, this, args) as { pid?: number }
    if (terminal?.pid) runSafely('start not logged', () => prepared?.started?.(terminal.pid!))
    return terminal
  }
}

function prepare(args: ForkArguments, hooks: SpawnHooks): PreparedStart | undefined {
  const [file, words, envPairs, cwd, , , uid, gid] = args
  if (!Array.isArray(envPairs) || !Array.isArray(words)) return undefined
  const start: NativeStart = { file, args: [file, ...words], envPairs, cwd }
  if (uid >= 0) Object.assign(start, { uid, gid })
  const prepared = prepareSafely(hooks, start)
  args[2] = prepared.envPairs as string[]
  if (prepared.args) args[1] = prepared.args.slice(1)
  return prepared
}
