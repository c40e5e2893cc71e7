import { createRequire } from 'node:module'
import { environmentNames } from '../contract/environment.ts'
import { bootstrapFile } from './bootstrap-file.ts'
import { createDataFolder, type DataFolder, joinRoots } from './data/data-folder.ts'
import type { ResolvedOptions } from './options.ts'

/** What to start measuring with. */
export interface StartOptions {
  /** Folders whose scripts are kept. */
  roots: string[]
  settings: ResolvedOptions
  /** Label of what starts the processes. */
  context: string
  /** Folder for data that outlives the run; one in the system's temporary folder if absent. */
  dataDir?: string | undefined
}

/** Processes below this one write data. */
export interface Started {
  folder: DataFolder
  /** Sets a variable of this process until {@link Started.stop}. */
  setVariable(name: string, value: string): void
  /** Sets the folders whose scripts are kept, for processes started from now on. */
  setRoots(roots: readonly string[]): void
  /** Processes started from now on are not counted. */
  stop(): void
}

/** The part of the bootstrap for this process: wraps spawning, and asks for data before it sends deadly signals. */
interface MainProcess {
  install(options: { vitestWorker: string; threads: boolean }): void
  uninstall(): void
}

const require = createRequire(import.meta.url)

/**
 * Starts counting what this process starts. Loads nothing of the core: also used where most runs measure nothing, and where only
 * CommonJS can be loaded.
 */
export function startMeasuring({ roots, settings, context, dataDir }: StartOptions): Started {
  const folder = createDataFolder({ roots, settings, keptPath: dataDir })
  const before: Record<string, string | undefined> = {}
  const setVariable = (name: string, value: string) => {
    if (!(name in before)) before[name] = process.env[name]
    process.env[name] = value
  }
  for (const [name, value] of Object.entries(folder.environment)) setVariable(name, value)
  setVariable(environmentNames.context, context)
  const mainProcess = require(bootstrapFile('main-process')) as MainProcess
  const install = () => mainProcess.install({ vitestWorker: bootstrapFile('vitest-worker'), threads: true })
  install()
  return {
    folder,
    setVariable,
    setRoots(roots) {
      setVariable(environmentNames.source, joinRoots(roots))
      // The variables are read when spawning is wrapped.
      mainProcess.uninstall()
      install()
    },
    stop() {
      mainProcess.uninstall()
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
    },
  }
}
