// Jest's workers, which jest-worker starts (29: build/workers/, 30: build/). They run tests, which Jest covers itself.
import { syncBuiltinESMExports } from 'node:module'
import worker_threads, { type WorkerOptions } from 'node:worker_threads'
import { construct } from '../node/primordials.ts'

/** Whether a path is that of the file which jest-worker runs in its processes or threads. */
export function isJestWorker(file: string): boolean {
  return /[\\/]jest-worker[\\/]build[\\/](?:workers[\\/])?(?:processChild|threadChild)\.js$/.test(file)
}

/** Files that threads of Jest's main process preload. */
export interface ThreadParts {
  /** For Jest's own workers (its option `workerThreads`). */
  worker: string
  /** For threads of tests that run in band. This process has no NODE_OPTIONS of ours that they could inherit. */
  bootstrap: string
}

/** Has the threads of Jest's main process preload covtree. Returns a function that unwraps. */
export function wrapJestThreads(parts: ThreadParts): () => void {
  const { Worker } = worker_threads
  const wrapped = new Proxy(Worker, {
    construct(target, args, newTarget) {
      const [file, options, ...rest] = args as [unknown, WorkerOptions | undefined, ...unknown[]]
      const isOwn = typeof file === 'string' && isJestWorker(file)
      if (!isOwn && typeof options?.env === 'object')
        return construct(target, [file, options, ...rest], newTarget)
      const part = isOwn ? parts.worker : parts.bootstrap
      const execArgv = [...(options?.execArgv ?? process.execArgv), '--require', part]
      try {
        return construct(target, [file, { ...options, execArgv }, ...rest], newTarget)
      } catch (error) {
        // A thread may inherit options that Node refuses in `execArgv`. Such a thread goes without covtree.
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
