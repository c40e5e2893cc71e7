// Runs in the test runner's main process. Processes that globalSetup starts are counted; the runner's own workers are not.
import { join } from 'node:path'
import { isJestWorker, wrapJestThreads } from './jest/workers.ts'
import { type HandOn, handOn } from './spawn/hand-on.ts'

export { nameJestTests } from './jest/test-names.ts'

let installed: HandOn | undefined
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
  installed = handOn(({ args = [] }, handover) => {
    if (args.some(arg => arg === vitestWorker || /[\\/]vitest[\\/]dist[\\/]workers[\\/]/.test(arg)))
      return undefined
    // The worker names the context of its children itself.
    const worker = { ...handover, bootstrap: jestWorker, readContext: () => '' }
    return args.some(isJestWorker) ? worker : handover
  })
  if (threads) undoThreads = wrapJestThreads({ worker: jestWorker, bootstrap: join(__dirname, 'index.cjs') })
}

/** Unwraps. */
export function uninstall(): void {
  undoThreads?.()
  undoThreads = undefined
  installed?.undo()
  installed = undefined
}
