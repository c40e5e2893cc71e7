// For the runner's main process: what globalSetup starts is measured, the runner's own workers are not.
import { join } from 'node:path'
import { isJestWorker, wrapJestThreads } from './jest/workers.ts'
import { type HandOn, handOn } from './spawn/hand-on.ts'

export { nameJestTests } from './jest/test-names.ts'

let installed: HandOn | undefined
let undoThreads: (() => void) | undefined

/**
 * Wraps spawning in this process, which must hold the COVTREE_* variables already. Starts that have `vitestWorker` (path of the
 * part that pool workers load) or one of Vitest's worker files among their arguments are left alone; workers of Jest get
 * covtree's part for them. Does nothing twice.
 * @param threads also count the threads of this process; those of Vitest's main process are its pool's
 */
export function install({ vitestWorker, threads }: { vitestWorker?: string; threads?: boolean } = {}): void {
  if (installed) return
  const jestWorker = join(__dirname, 'jest-worker.cjs')
  installed = handOn(({ args = [] }, handover) => {
    if (args.some(arg => arg === vitestWorker || /[\\/]vitest[\\/]dist[\\/]workers[\\/]/.test(arg)))
      return undefined
    // Nothing has started yet what this worker will start.
    const worker = { ...handover, bootstrap: jestWorker, readContext: () => '' }
    return args.some(isJestWorker) ? worker : handover
  })
  if (threads) undoThreads = wrapJestThreads({ worker: jestWorker, bootstrap: join(__dirname, 'index.cjs') })
}

/** Takes the wrapping back. */
export function uninstall(): void {
  undoThreads?.()
  undoThreads = undefined
  installed?.undo()
  installed = undefined
}
