// Spawn wrapping. Node's JavaScript prepares every start into one options object (`envPairs`, `args`, `file`) and hands it to a
// native handle. Wrapped there, and not on `child_process`, no function that a program can compare, spy on or find in a
// stack trace changes; named imports, promisified copies and libraries that kept a reference are reached alike; and
// `child_process` (1 to 3 ms to load) is loaded only by programs that use it.

import { canBind, readBinding } from '../node/binding.ts'
import { debugLog } from '../node/debug-log.ts'
import { apply, getPrototypeOf } from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'

/** The options object of a native start, the part of it that matters. */
export interface NativeStart {
  file?: string
  args?: string[]
  envPairs?: readonly string[] | undefined
  timeout?: number
  killSignal?: number
}

/** Node's `process_wrap` handle. */
interface ProcessHandle {
  pid?: number
}

/** What is done around starts and kills. */
export interface SpawnHooks {
  /** The environment for a child; the same array to leave it alone. */
  addEnvironment(start: NativeStart): readonly string[]
  /** Called before a child gets a signal through its handle, as `ChildProcess#kill` and all that ends there do. */
  beforeKill(pid: number, signalNumber: number): void
  /** Called in place of a start that blocks this thread until the child's end; must call `spawn` and return its value. */
  aroundSync?<T>(spawn: () => T): T
}

/**
 * Wraps all ways to start a process in this thread. Returns a function that unwraps.
 * @param when called with each native module that is wrapped; must call `act` before the program can use it
 */
export function wrapSpawning(hooks: SpawnHooks, when: WhenLoaded = (_, act) => act()): () => void {
  const environmentFor = (start: NativeStart) => {
    try {
      return hooks.addEnvironment(start)
    } catch (error) {
      debugLog('environment not added', error)
      return start.envPairs
    }
  }
  const { aroundSync = run } = hooks
  const withEnvironment = (original: (...args: unknown[]) => unknown, around = run) =>
    function spawn(this: unknown, ...args: unknown[]) {
      const [start] = args as [NativeStart]
      // Node >= 26 passes file, args, cwd, envPairs, … one by one to the asynchronous spawn.
      if (typeof start === 'string' && isPairs(args[3])) {
        args[3] = environmentFor({ args: args[1] as string[], envPairs: args[3] })
        return apply(original, this, args)
      }
      const before = start?.envPairs
      if (!isPairs(before)) return apply(original, this, args)
      start.envPairs = environmentFor(start)
      try {
        return around(() => apply(original, this, args))
      } finally {
        // ChildProcess#spawn hands on the very object its caller made.
        start.envPairs = before
      }
    }
  const undo: ((() => void) | undefined)[] = []
  const wrapHandle = (prototype: object) => {
    undo.push(
      replaceFunction(prototype, 'spawn', original => withEnvironment(original)),
      replaceFunction(prototype, 'kill', original => {
        return function kill(this: ProcessHandle, ...args: unknown[]) {
          if (this.pid) hooks.beforeKill(this.pid, Number(args[0]))
          return apply(original, this, args)
        }
      }),
    )
  }
  if (canBind) {
    when('Internal Binding process_wrap', () => {
      const native = readBinding<{ Process: { prototype: object } }>('process_wrap')
      if (native) wrapHandle(native.Process.prototype)
    })
    when('Internal Binding spawn_sync', () => {
      const native = readBinding<object>('spawn_sync')
      if (native)
        undo.push(replaceFunction(native, 'spawn', original => withEnvironment(original, aroundSync)))
    })
  } else {
    const prototype = findHandlePrototype()
    if (prototype) wrapHandle(prototype)
  }
  return () => {
    for (const step of undo) step?.()
  }
}

/** Calls `act` once a module of Node is loaded, which stands for it in `process.moduleLoadList`. */
export type WhenLoaded = (
  entry: 'Internal Binding process_wrap' | 'Internal Binding spawn_sync',
  act: () => void,
) => void

function run<T>(spawn: () => T): T {
  return spawn()
}

function isPairs(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}

function findHandlePrototype(): object | undefined {
  try {
    // Throws under --permission without --allow-child-process only when used, not when loaded.
    const { ChildProcess } = require('node:child_process') as { ChildProcess: new () => { _handle: object } }
    return getPrototypeOf(new ChildProcess()._handle)!
  } catch (error) {
    debugLog('spawning cannot be wrapped', error)
    return undefined
  }
}
