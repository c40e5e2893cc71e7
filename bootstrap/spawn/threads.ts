// Thread wrapping. Most threads need none: they inherit the options of the thread that starts them, `--require` of the
// bootstrap among them. Only an `env` of their own replaces NODE_OPTIONS, and only the end by `terminate()` runs no JavaScript.
import type worker_threads from 'node:worker_threads'
import { hasProc } from '../../src/system/proc-stat.ts'
import { readHidden } from '../node/hidden-property.ts'
import {
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
} from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'
import { loadThreads } from '../node/threads-module.ts'

/** Hooks around threads. */
export interface ThreadHooks {
  /** The environment for a thread that was given one of its own. */
  addEnvironment(env: Record<string, string>, execArgv: string[]): Record<string, string>
  /** A thread is about to be started; one without an environment of its own copies that of this thread. */
  beforeStart?(): void
  /** A thread was started that runs a file; `undefined` for one that was given its program as text. */
  started(threadId: number, file: string | undefined): void
  /** Called before a thread is stopped: its last chance to write data. Returns whether covtree interrupted its code. */
  beforeStop(threadId: number): boolean
  /** A thread has ended; called before listeners of the program hear of it, and only where no /proc tells. */
  ended(threadId: number): void
}

interface WorkerHandle {
  threadId: number
  onexit?: unknown
}

/** What Node's constructor is called with, and what is called behind it. */
interface Start {
  args: unknown[]
  restore: (() => void) | undefined
}

const setTimer = setTimeout

type WorkerClass = typeof worker_threads.Worker

/**
 * Wraps `worker_threads.Worker` in this thread. Returns a function that unwraps.
 * @param isLate the module is being loaded: see `whenLoaded`
 */
export function wrapThreads(hooks: ThreadHooks, isLate = false): () => void {
  const { module, Worker } = loadThreads()
  let undoStop: (() => void) | undefined
  const workers = new WeakMap<WorkerHandle, worker_threads.Worker>()
  const prepare = (args: unknown[]): Start => {
    hooks.beforeStart?.()
    const [file, given, ...rest] = args
    const options = addEnvironment(hooks, given)
    return { args: [file, options, ...rest], restore: shareOptions(given, options) }
  }
  const started = (worker: worker_threads.Worker, args: unknown[]) => {
    const [file, given] = args
    const handle = readHidden<WorkerHandle>(worker, 'kHandle')
    if (!handle) return
    // All ways to stop a thread (terminate, await using) end in one native function.
    undoStop ??= replaceFunction(getPrototypeOf(handle)!, 'stopThread', original => {
      return function stopThread(this: WorkerHandle, ...args: unknown[]) {
        const isInterrupted = hooks.beforeStop(this.threadId)
        const result = apply(original, this, args)
        if (isInterrupted) stopAgain(workers.get(this), () => apply(original, this, args))
        return result
      }
    })
    workers.set(handle, worker)
    if (!hasProc()) tellEnd(handle, hooks.ended)
    hooks.started(worker.threadId, nameFile(file, given))
  }
  const wrapped = imitate(Worker, prepare, started)
  module.Worker = wrapped
  if (!isLate) syncExports()
  return () => {
    undoStop?.()
    if (module.Worker === wrapped) module.Worker = Worker
    if (Worker.prototype.constructor === wrapped) defineConstructor(Worker, Worker)
    syncExports()
  }
}

/** Node looks `onexit` up when a thread has ended: an accessor is no frame in the stack traces of listeners. */
function tellEnd(handle: WorkerHandle, ended: (threadId: number) => void): void {
  const { threadId } = handle
  let { onexit } = handle
  defineProperty(handle, 'onexit', {
    configurable: true,
    enumerable: true,
    get() {
      ended(threadId)
      return onexit
    },
    set(value) {
      onexit = value
    },
  })
}

/** V8 drops a request to stop a thread that is being interrupted (interrupt-threads.ts). So we stop the thread again until it has ended. */
function stopAgain(worker: worker_threads.Worker | undefined, stop: () => void, pause = 20): void {
  setTimer(() => {
    if (!worker || worker.threadId === -1) return
    stop()
    stopAgain(worker, stop, 2 * pause)
  }, pause).unref()
}

/** The file that a thread runs, as a path or URL. */
function nameFile(file: unknown, options: unknown): string | undefined {
  if ((options as { eval?: unknown } | undefined)?.eval) return undefined
  if (typeof file === 'string') return file
  const { href } = file as { href?: unknown }
  return typeof href === 'string' && !href.startsWith('data:') ? href : undefined
}

function syncExports(): void {
  const { syncBuiltinESMExports } = require('node:module') as typeof import('node:module')
  syncBuiltinESMExports()
}

/**
 * Some options are those of the whole process (`--title`). Node (20 to 26) allows them in a thread's NODE_OPTIONS only if the text equals
 * that of the starting thread. So where both were equal, the starting thread gets the changed text, too, until the returned function is called.
 */
function shareOptions(given: unknown, options: unknown): (() => void) | undefined {
  const own = process.env.NODE_OPTIONS
  const added = optionsOf(options)
  if (!own || optionsOf(given) !== own || !added || added === own) return undefined
  process.env.NODE_OPTIONS = added
  return () => {
    process.env.NODE_OPTIONS = own
  }
}

function optionsOf(options: unknown): string | undefined {
  const { env } = (options ?? {}) as { env?: NodeJS.ProcessEnv | null }
  return typeof env === 'object' && env !== null ? env.NODE_OPTIONS : undefined
}

function addEnvironment(hooks: ThreadHooks, options: unknown): unknown {
  const { env, execArgv } = (options ?? {}) as { env?: unknown; execArgv?: unknown }
  if (typeof env !== 'object' || env === null) return options
  const value = hooks.addEnvironment(env as Record<string, string>, Array.isArray(execArgv) ? execArgv : [])
  const changed = Object.create(options as object)
  defineProperty(changed, 'env', { value, enumerable: true })
  return changed
}

/**
 * Makes the class that stands in Worker's place. It is no proxy: in stack traces, V8 names an object by the `constructor` of its prototype
 * only if that is a plain function. V8 takes the function's name from the source, where a property's name survives minification.
 * It constructs the worker itself, so that an error of Node's constructor has a single frame of ours.
 */
function imitate(
  Worker: WorkerClass,
  prepare: (args: unknown[]) => Start,
  started: (worker: worker_threads.Worker, args: unknown[]) => void,
): WorkerClass {
  const holder: { Worker: unknown } = {
    Worker: function (this: unknown, ...given: unknown[]): object {
      const made = new.target as unknown as WorkerClass | undefined
      // Throws as a class does that is called without `new`.
      if (!made) return apply(Worker as never, this, given)
      const { args, restore } = prepare(given)
      let worker: worker_threads.Worker
      try {
        worker = construct(Worker, args, made === wrapped ? Worker : made) as worker_threads.Worker
      } finally {
        restore?.()
      }
      started(worker, given)
      return worker
    },
  }
  const wrapped = holder.Worker as WorkerClass
  defineProperty(wrapped, 'length', getOwnPropertyDescriptor(Worker, 'length')!)
  defineProperty(wrapped, 'prototype', { value: Worker.prototype, writable: false })
  Object.setPrototypeOf(wrapped, getPrototypeOf(Worker))
  defineConstructor(Worker, wrapped)
  return wrapped
}

function defineConstructor({ prototype }: WorkerClass, value: WorkerClass): void {
  defineProperty(prototype, 'constructor', { ...getOwnPropertyDescriptor(prototype, 'constructor'), value })
}
