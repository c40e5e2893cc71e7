// The main process itself: globalSetup, plugins and the config start processes, too. It is one for all Vitest instances in it: what it
// starts is counted by the one whose turn it is.
import { createRequire } from 'node:module'
import { contextSymbol } from '../contract/context.ts'
import { bootstrapFile } from '../run/bootstrap-file.ts'
import type { DataFolder } from '../run/data/data-folder.ts'

/** The main process's part of the bootstrap: wraps spawning. */
interface MainProcess {
  install(options: { vitestWorker: string }): void
  uninstall(): void
}

const require = createRequire(import.meta.url)

let current: DataFolder | undefined

/** Lets this process hand on what leads to a run's data folder, until it is another run's turn. */
export function enterRun(folder: DataFolder): void {
  if (current === folder) return
  if (current) leaveRun(current)
  current = folder
  Object.assign(process.env, folder.environment)
  loadMainProcess().install({ vitestWorker: bootstrapFile('vitest-worker') })
  Object.defineProperty(process, contextSymbol, { value: () => 'globalSetup', configurable: true })
}

/** Takes that back; does nothing when it is another run's turn. */
export function leaveRun(folder: DataFolder): void {
  if (current !== folder) return
  current = undefined
  loadMainProcess().uninstall()
  Reflect.deleteProperty(process, contextSymbol)
  for (const name of Object.keys(folder.environment)) {
    if (process.env[name] === folder.environment[name]) delete process.env[name]
  }
}

function loadMainProcess(): MainProcess {
  return require(bootstrapFile('main-process'))
}
