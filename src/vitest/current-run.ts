// A process may hold several Vitest instances. What the process itself starts is counted for the instance whose turn it is.
import { contextSymbol } from '../contract/context.ts'
import { environmentNames } from '../contract/environment.ts'
import type { DataFolder } from '../run/data/run-folder.ts'
import { unwrapSpawning, wrapSpawning } from '../run/main-process.ts'

let current: DataFolder | undefined

/** Begins the turn of a run, and ends that of another one. */
export function enterRun(folder: DataFolder): void {
  if (current === folder) return
  if (current) leaveRun(current)
  current = folder
  Object.assign(process.env, folder.environment)
  // The threads of Vitest's main process are its pool's.
  wrapSpawning({ threads: false })
  Object.defineProperty(process, contextSymbol, { value: () => 'globalSetup', configurable: true })
}

/** Ends the turn of a run; does nothing during the turn of another one. */
export function leaveRun(folder: DataFolder): void {
  if (current !== folder) return
  current = undefined
  unwrapSpawning()
  Reflect.deleteProperty(process, contextSymbol)
  // Set where the pool started threads.
  delete process.env[environmentNames.context]
  for (const name of Object.keys(folder.environment)) {
    if (process.env[name] === folder.environment[name]) delete process.env[name]
  }
}
