// Jest starts its workers by jest-worker (29: build/workers/, 30: build/): they run tests, which Jest itself covers.
import { syncBuiltinESMExports } from 'node:module'
import worker_threads from 'node:worker_threads'
import { construct } from '../primordials.ts'

/** Whether a file is the one that jest-worker runs in its processes and threads. */
export function isJestWorker(file: string): boolean {
  return /[\\/]jest-worker[\\/]build[\\/](?:workers[\\/])?(?:processChild|threadChild)\.js$/.test(file)
}

/**
 * Gives Jest's worker threads (its option `workerThreads`) the file that its worker processes preload. NODE_OPTIONS does not
 * reach a thread that was given no environment. Returns a function that unwraps.
 */
export function wrapJestThreads(jestWorker: string): () => void {
  const { Worker } = worker_threads
  const wrapped = new Proxy(Worker, {
    construct(target, [file, options, ...rest], newTarget) {
      if (typeof file === 'string' && isJestWorker(file)) {
        const execArgv = [...(options?.execArgv ?? process.execArgv), '--require', jestWorker]
        options = { ...options, execArgv }
      }
      return construct(target, [file, options, ...rest], newTarget)
    },
  })
  worker_threads.Worker = wrapped
  syncBuiltinESMExports()
  return () => {
    if (worker_threads.Worker === wrapped) worker_threads.Worker = Worker
    syncBuiltinESMExports()
  }
}
