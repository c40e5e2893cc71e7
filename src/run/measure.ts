import { environmentNames } from '../contract/environment.ts'
import { type CombinedFolder, type CombineFolderOptions, combineFolder } from './combine-folder.ts'
import { askForData } from './data/ask-for-data.ts'
import { type DataFolder, removeDataFolder } from './data/run-folder.ts'
import { type ResolvedOptions, resolveOptions, type SubprocessOptions } from './options.ts'
import { startMeasuring } from './start-measuring.ts'

/** Settings of {@link measure}. */
export interface MeasureOptions {
  /** Folders whose scripts are kept. @default [process.cwd()] */
  roots?: string[]
  /** Settings of the processes, as under `coverage.subprocess` of Vitest. */
  settings?: SubprocessOptions | ResolvedOptions
  /** Context of the processes. A test adapter changes it for each test with {@link Measurement.setContext}. */
  context?: string
  /** Folder for data that outlives the run; new data is added to it. @default a new folder in the system's temporary folder */
  dataDir?: string
}

/** A measurement of all processes below this one. */
export interface Measurement {
  folder: DataFolder
  /** Sets the context of the processes that are started from now on. */
  setContext(context: string): void
  /** Asks live processes for their data, and adds all counts to the map if one is given. */
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
      const faults = await askForData(folder)
      const result = await combineFolder(folder.path, what)
      return { ...result, warnings: [...faults, ...result.warnings] }
    },
    stop,
    remove: () => removeDataFolder(folder),
  }
}
