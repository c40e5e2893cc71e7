// Jest starts its workers by jest-worker (29: build/workers/, 30: build/): they run tests, which Jest itself covers.
import { syncBuiltinESMExports } from 'node:module'
import worker_threads from 'node:worker_threads'
import { construct } from '../node/primordials.ts'

/** Whether a file is the one that jest-worker runs in its processes and threads. */
export function isJestWorker(file: string): boolean {
  return /[\\/]jest-worker[\\/]build[\\/](?:workers[\\/])?(?:processChild|threadChild)\.js$/.test(file)
}

/** What threads of Jest's main process preload. */
export interface ThreadParts {
  /** Of Jest's own workers (its option `workerThreads`). */
  worker: string
  /** Of those that tests start in band: this process was started without NODE_OPTIONS of ours that they would inherit. */
  bootstrap: string
}

/** Gives the threads of Jest's main process their part of covtree. Returns a function that unwraps. */
export function wrapJestThreads(parts: ThreadParts): () => void {
  const { Worker } = worker_threads
  const wrapped = new Proxy(Worker, {
    construct(target, [file, options, ...rest], newTarget) {
      const isOwn = typeof file === 'string' && isJestWorker(file)
      if (!isOwn && typeof options?.env === 'object')
        return construct(target, [file, options, ...rest], newTarget)
      const part = isOwn ? parts.worker : parts.bootstrap
      const execArgv = [...(options?.execArgv ?? process.execArgv), '--require', part]
      try {
        return construct(target, [file, { ...options, execArgv }, ...rest], newTarget)
      } catch (error) {
        // A thread inherits options that it refuses when it is given them; they cannot be had along with another one.
        if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error
        return construct(target, [file, options, ...rest], newTarget)
      }
    },
  })
  worker_threads.Worker = wrapped
  syncBuiltinESMExports()
  return () => {
    if (worker_threads.Worker === wrapped) worker_threads.Worker = Worker
    syncBuiltinESMExports()
  }
}
