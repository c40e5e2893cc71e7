// Spawn wrapping. Node's JavaScript prepares every start into one options object (`envPairs`, `args`, `file`) and hands it to a
// native handle. covtree wraps that handle, not `child_process`:
// - no function changes that a program can compare, spy on or find in a stack trace;
// - named imports, promisified copies and references that a library kept are reached as well;
// - only programs that use `child_process` load it (1 to 3 ms).

import { canBind, readBinding } from '../node/binding.ts'
import { runSafely } from '../node/debug-log.ts'
import { readHidden } from '../node/hidden-property.ts'
import { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'

/** The part of a native start's options object that covtree uses. */
export interface NativeStart {
  file?: string
  args?: string[]
  cwd?: string | undefined
  envPairs?: readonly string[] | undefined
  uid?: number | undefined
  gid?: number | undefined
}

/** Result of the native function of `spawnSync`. `error` is a negative error number of libuv. */
export interface SyncResult {
  pid?: number
  status?: number | null
  signal?: string | null
  error?: number
}

/** Node's `process_wrap` handle. */
interface ProcessHandle {
  pid?: number
}

/** The part of a `ChildProcess` that tells its end. */
interface HandleOwner {
  exitCode: number | null
  signalCode: string | null
}

/** The changes to one start. */
export interface PreparedStart {
  /** The environment for the child. */
  envPairs: readonly string[] | undefined
  /** The command line for the child, if it is another one. */
  args?: string[] | undefined
  /** Called once the child runs. */
  started?(pid: number): void
  /** Called in place of {@link started} for a start that blocks until the child's end. */
  finished?(result: SyncResult): void
}

/** Hooks around starts and kills. */
export interface SpawnHooks {
  /** Called before each start. */
  prepare(start: NativeStart): PreparedStart
  /** Called when the program's `ChildProcess` has learnt the end of the child. */
  ended(pid: number, code: number | null, signal: string | null): void
  /** Called before a child gets a signal through its handle, as `ChildProcess#kill` and all that ends there do. */
  beforeKill(pid: number, signalNumber: number): void
  /** Called in place of a start that blocks this thread until the child's end; must call `spawn` and return its value. */
  aroundSync?<T>(spawn: () => T): T
}

type NativeFunction = (...args: unknown[]) => unknown

/** The event of a log line about a start or an end that is missing in the start log. */
const notLogged = 'start not logged'

/**
 * Wraps all ways to start a process in this thread. Returns a function that unwraps.
 * @param when called with each native module that is wrapped; must call `act` before the program can use it
 */
export function wrapSpawning(hooks: SpawnHooks, when: WhenLoaded = (_, act) => act()): () => void {
  const undo: ((() => void) | undefined)[] = []
  const wrapHandle = (prototype: object) => {
    undo.push(
      replaceFunction(prototype, 'spawn', original => wrapSpawn(original, hooks)),
      replaceFunction(prototype, 'kill', original => {
        return function kill(this: ProcessHandle, ...args: unknown[]) {
          if (this.pid) hooks.beforeKill(this.pid, Number(args[0]))
          return apply(original, this, args)
        }
      }),
      watchEnds(prototype, hooks),
    )
  }
  if (canBind) {
    when('Internal Binding process_wrap', () => {
      const native = readBinding<{ Process: { prototype: object } }>('process_wrap')
      if (native) wrapHandle(native.Process.prototype)
    })
    when('Internal Binding spawn_sync', () => {
      const native = readBinding<object>('spawn_sync')
      if (native) undo.push(replaceFunction(native, 'spawn', original => wrapSpawnSync(original, hooks)))
    })
  } else {
    const prototype = findHandlePrototype()
    if (prototype) wrapHandle(prototype)
  }
  return () => {
    for (const step of undo) step?.()
  }
}

function wrapSpawn(original: NativeFunction, hooks: SpawnHooks): NativeFunction {
  return function spawn(this: ProcessHandle, ...args: unknown[]) {
    // Node >= 26 passes file, args, cwd, envPairs, … one by one.
    const isSplit = typeof args[0] === 'string' && isPairs(args[3])
    const start = (
      isSplit
        ? { file: args[0], args: args[1], cwd: args[2], envPairs: args[3], uid: args[6], gid: args[7] }
        : args[0]
    ) as NativeStart
    const before = start && { envPairs: start.envPairs, args: start.args }
    if (!isPairs(before?.envPairs)) return apply(original, this, args)
    const prepared = prepareSafely(hooks, start)
    change(start, prepared)
    if (isSplit) {
      args[1] = start.args
      args[3] = start.envPairs
    }
    let result: unknown
    try {
      result = apply(original, this, args)
    } finally {
      // ChildProcess#spawn hands on the very object its caller made.
      change(start, before)
    }
    if (this.pid) runSafely(notLogged, () => prepared.started?.(this.pid!))
    return result
  }
}

function wrapSpawnSync(original: NativeFunction, hooks: SpawnHooks): NativeFunction {
  const { aroundSync = run } = hooks
  return function spawn(this: unknown, ...args: unknown[]) {
    const start = args[0] as NativeStart
    const before = start && { envPairs: start.envPairs, args: start.args }
    if (!isPairs(before?.envPairs)) return apply(original, this, args)
    const prepared = prepareSafely(hooks, start)
    change(start, prepared)
    let result: SyncResult
    try {
      result = aroundSync(() => apply(original, this, args)) as SyncResult
    } finally {
      change(start, before)
    }
    if (result?.pid) runSafely(notLogged, () => prepared.finished?.(result))
    return result
  }
}

function change(start: NativeStart, { envPairs, args }: PreparedStart): void {
  start.envPairs = envPairs
  if (args !== undefined) start.args = args
}

/** As {@link SpawnHooks.prepare}; the start is left alone if that fails. */
export function prepareSafely(hooks: SpawnHooks, start: NativeStart): PreparedStart {
  return runSafely('environment not added', () => hooks.prepare(start)) ?? { envPairs: start.envPairs }
}

/**
 * Watches for the ends of children. Node (18 to 26) closes the handle of a child when it has noted the end in the `ChildProcess`, before
 * it emits 'exit'. A wrapper of `close` is in the stack trace of no listener; one of the handle's `onexit` would be.
 */
function watchEnds(prototype: object, hooks: SpawnHooks): (() => void) | undefined {
  const { close } = prototype as { close?: NativeFunction }
  if (typeof close !== 'function') return undefined
  // Inherited from the prototype of all handles, most of which are no processes.
  defineProperty(prototype, 'close', { value: close, writable: true, enumerable: false, configurable: true })
  const unwrap = replaceFunction(prototype, 'close', original => {
    return function close(this: ProcessHandle, ...args: unknown[]) {
      // The `ChildProcess` of the handle.
      const owner = this.pid ? readHidden<HandleOwner>(this, 'owner_symbol') : undefined
      if (owner && (owner.exitCode !== null || owner.signalCode !== null))
        runSafely(notLogged, () => hooks.ended(this.pid!, owner.exitCode, owner.signalCode))
      return apply(original, this, args)
    }
  })
  return () => {
    unwrap?.()
    if (getOwnPropertyDescriptor(prototype, 'close')?.value === close)
      Reflect.deleteProperty(prototype, 'close')
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
  return runSafely('spawning cannot be wrapped', () => {
    // Throws under --permission without --allow-child-process only when used, not when loaded.
    const { ChildProcess } = require('node:child_process') as { ChildProcess: new () => { _handle: object } }
    return getPrototypeOf(new ChildProcess()._handle)!
  })
}
