import { environmentNames } from '../contract/environment.ts'
import { createDataFolder, type DataFolder, joinRoots } from './data/run-folder.ts'
import { unwrapSpawning, wrapSpawning } from './main-process.ts'
import type { ResolvedOptions } from './options.ts'

/** Settings of {@link startMeasuring}. */
export interface StartOptions {
  /** Folders whose scripts are kept. */
  roots: string[]
  settings: ResolvedOptions
  /** Context of the processes. */
  context: string
  /** Folder for data that outlives the run; one in the system's temporary folder if absent. */
  dataDir?: string | undefined
}

/** A measurement that has begun. */
export interface Started {
  folder: DataFolder
  /** Sets a variable of this process until {@link Started.stop}. */
  setVariable(name: string, value: string): void
  /** Sets the folders whose scripts are kept, for processes started from now on. */
  setRoots(roots: readonly string[]): void
  /** Processes started from now on are not counted. */
  stop(): void
}

/**
 * Counts the processes that this one starts from now on. Imports nothing of the core: Jest loads this module in each run, and as
 * CommonJS.
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
  wrapSpawning({ threads: true })
  return {
    folder,
    setVariable,
    setRoots(roots) {
      setVariable(environmentNames.source, joinRoots(roots))
      // The variables are read when spawning is wrapped.
      unwrapSpawning()
      wrapSpawning({ threads: true })
    },
    stop() {
      unwrapSpawning()
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
    },
  }
}
