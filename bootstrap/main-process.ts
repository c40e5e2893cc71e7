// For the runner's main process: what globalSetup starts is measured, the pool's workers are not.
import { type HandOn, handOn } from './hand-on.ts'

let installed: HandOn | undefined

/**
 * Wraps spawning in this process, which must hold the COVTREE_* variables already. Starts that have `testWorker` (path of the
 * part that pool workers load) or one of Vitest's worker files among their arguments are left alone. Does nothing twice.
 */
export function install({ testWorker }: { testWorker?: string } = {}): void {
  installed ??= handOn(
    ({ args }) => !args?.some(arg => arg === testWorker || /[\\/]vitest[\\/]dist[\\/]workers[\\/]/.test(arg)),
  )
}

/** Takes the wrapping back. */
export function uninstall(): void {
  installed?.undo()
  installed = undefined
}
