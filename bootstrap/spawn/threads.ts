// Thread wrapping. Most threads need none: they inherit the options of the thread that starts them, `--require` of the
// bootstrap among them. Only an `env` of their own replaces NODE_OPTIONS, and only the end by `terminate()` runs no JavaScript.
import { syncBuiltinESMExports } from 'node:module'
import worker_threads from 'node:worker_threads'
import { apply, construct, defineProperty, getPrototypeOf } from '../primordials.ts'
import { replaceFunction } from '../replace-function.ts'

/** What is done around threads. */
export interface ThreadHooks {
  /** The environment for a thread that was given one of its own. */
  addEnvironment(env: Record<string, string>, execArgv: string[]): Record<string, string>
  /** A thread was started. */
  started(threadId: number): void
  /** Called before a thread is stopped; nothing of it will run any more. */
  beforeStop(threadId: number): void
}

interface WorkerHandle {
  threadId: number
}

/** Wraps `worker_threads.Worker` in this thread. Returns a function that unwraps. */
export function wrapThreads(hooks: ThreadHooks): () => void {
  const { Worker } = worker_threads
  const constructorDescriptor = Object.getOwnPropertyDescriptor(Worker.prototype, 'constructor')!
  let undoStop: (() => void) | undefined
  const wrapped = new Proxy(Worker, {
    construct(target, [file, options, ...rest], newTarget) {
      const { env, execArgv } = (options ?? {}) as { env?: unknown; execArgv?: unknown }
      if (typeof env === 'object' && env !== null) {
        const value = hooks.addEnvironment(
          env as Record<string, string>,
          Array.isArray(execArgv) ? execArgv : [],
        )
        options = Object.create(options, { env: { value, enumerable: true } })
      }
      const worker = construct(target, [file, options, ...rest], newTarget)
      const handle = findHandle(worker)
      if (!handle) return worker
      // All ways to stop a thread (terminate, await using) end in one native function.
      undoStop ??= replaceFunction(getPrototypeOf(handle)!, 'stopThread', original => {
        return function stopThread(this: WorkerHandle, ...args: unknown[]) {
          hooks.beforeStop(this.threadId)
          return apply(original, this, args)
        }
      })
      hooks.started(worker.threadId)
      return worker
    },
  })
  worker_threads.Worker = wrapped
  defineProperty(Worker.prototype, 'constructor', { ...constructorDescriptor, value: wrapped })
  syncBuiltinESMExports()
  return () => {
    undoStop?.()
    if (worker_threads.Worker === wrapped) worker_threads.Worker = Worker
    defineProperty(Worker.prototype, 'constructor', constructorDescriptor)
    syncBuiltinESMExports()
  }
}

function findHandle(worker: object): WorkerHandle | undefined {
  for (const symbol of Object.getOwnPropertySymbols(worker)) {
    if (symbol.description === 'kHandle') return (worker as Record<symbol, WorkerHandle>)[symbol]
  }
  return undefined
}
