import { environmentNames } from '../contract/environment.ts'
import { type CombinedFolder, type CombineFolderOptions, combineFolder } from './combine-folder.ts'
import { askForData } from './data/ask-for-data.ts'
import { type DataFolder, removeDataFolder } from './data/run-folder.ts'
import { type ResolvedOptions, resolveOptions, type SubprocessOptions } from './options.ts'
import { startMeasuring } from './start-measuring.ts'

/** What to measure. */
export interface MeasureOptions {
  /** Folders whose scripts are kept. @default [process.cwd()] */
  roots?: string[]
  /** Settings of the processes, as under `coverage.subprocess` of Vitest. */
  settings?: SubprocessOptions | ResolvedOptions
  /** Label of what starts the processes; a test adapter changes it per test with {@link Measurement.setContext}. */
  context?: string
  /** Folder for data that outlives the run; one in the system's temporary folder if absent. Data in it is added to. */
  dataDir?: string
}

/** Processes below this one are being counted. */
export interface Measurement {
  folder: DataFolder
  /** Names what the processes that are started from now on belong to. */
  setContext(context: string): void
  /** Asks what still runs for its data and adds up everything, onto the map if one is given. */
  combine(options?: CombineFolderOptions): Promise<CombinedFolder>
  /** Processes started from now on are not counted. */
  stop(): void
  /** Removes the data, before it returns. */
  remove(): void
}

/**
 * Counts every process that this one starts from now on, by whatever means, and all below them.
 * @throws {OptionError} for settings that cannot be used
 */
export function measure(options: MeasureOptions = {}): Measurement {
  const { roots = [process.cwd()], context = '', dataDir } = options
  const settings = resolveOptions(options.settings ?? true, 'settings') ?? resolveOptions(true)!
  const { folder, setVariable, stop } = startMeasuring({ roots, settings, context, dataDir })
  return {
    folder,
    setContext: label => setVariable(environmentNames.context, label),
    async combine(what) {
      const fault = await askForData(folder)
      const result = await combineFolder(folder.path, what)
      return fault ? { ...result, warnings: [{ message: fault }, ...result.warnings] } : result
    },
    stop,
    remove: () => removeDataFolder(folder),
  }
}
