// Runs in the test runner's main process. Processes that globalSetup starts are counted; the runner's own workers are not.
import { join } from 'node:path'
import { isJestWorker, wrapJestThreads } from './jest/workers.ts'
import { type UncountedProcess, wrapUncounted } from './spawn/uncounted-process.ts'

export { nameJestTests } from './jest/test-names.ts'

let installed: UncountedProcess | undefined
let undoThreads: (() => void) | undefined

/**
 * Wraps spawning in this process, whose environment must hold the COVTREE_* variables. Vitest's pool workers are left alone: they have one of
 * its worker files, or `vitestWorker`, among their arguments. Workers of Jest preload `jest-worker.cjs`. A second call does nothing.
 * @param vitestWorker path of the file that Vitest's pool workers preload
 * @param threads whether to count the threads of this process (not in Vitest, where they are pool workers)
 */
export function install({ vitestWorker, threads }: { vitestWorker?: string; threads?: boolean } = {}): void {
  if (installed) return
  const jestWorker = join(__dirname, 'jest-worker.cjs')
  installed = wrapUncounted(({ args = [] }, usual) => {
    if (args.some(arg => arg === vitestWorker || /[\\/]vitest[\\/]dist[\\/]workers[\\/]/.test(arg)))
      return undefined
    if (!args.some(isJestWorker)) return usual
    // The worker's own children get the label of their test, not that of this start.
    return { ...usual, bootstrap: jestWorker, readContext: () => '', isWorker: true }
  })
  if (threads) undoThreads = wrapJestThreads({ worker: jestWorker, bootstrap: join(__dirname, 'index.cjs') })
}

/** Unwraps. */
export function uninstall(): void {
  undoThreads?.()
  undoThreads = undefined
  installed?.unwrap()
  installed = undefined
}
