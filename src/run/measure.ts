import { createRequire } from 'node:module'
import { askToFlush, readStartRecords } from '../contract/ask.ts'
import { environmentNames } from '../contract/environment.ts'
import { type Collected, type CollectOptions, collect } from './collect.ts'
import {
  bootstrapFile,
  checkDataFolder,
  createDataFolder,
  type DataFolder,
  removeDataFolder,
} from './data-folder.ts'
import { type ResolvedOptions, resolveOptions, type SubprocessOptions } from './options.ts'

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
  collect(options?: Omit<CollectOptions, 'dataFile'>): Promise<Collected>
  /** Processes started from now on are not counted. */
  stop(): void
  /** Removes the data. */
  remove(): void
}

/** The part of the bootstrap for this process: wraps spawning, and asks for data before it sends deadly signals. */
interface MainProcess {
  install(options?: { testWorker?: string }): void
  uninstall(): void
}

/** How long all processes that still run may take together to answer before the report, in ms. */
const askLimit = 2000

const require = createRequire(import.meta.url)

/**
 * Counts every process that this one starts from now on, by whatever means, and all below them.
 * @throws {OptionError} for settings that cannot be used
 */
export function measure(options: MeasureOptions = {}): Measurement {
  const { roots = [process.cwd()], context = '' } = options
  const settings = resolveOptions(options.settings ?? true, 'settings') ?? resolveOptions(true)!
  const folder = createDataFolder(roots, settings, options.dataDir)
  const before: Record<string, string | undefined> = {}
  const setVariable = (name: string, value: string) => {
    if (!(name in before)) before[name] = process.env[name]
    process.env[name] = value
  }
  for (const [name, value] of Object.entries(folder.environment)) setVariable(name, value)
  const setContext = (label: string) => setVariable(environmentNames.context, label)
  setContext(context)
  const mainProcess = require(bootstrapFile('main-process')) as MainProcess
  mainProcess.install({ testWorker: bootstrapFile('test-worker') })

  return {
    folder,
    setContext,
    async collect(what) {
      const fault = checkDataFolder(folder)
      await askToFlush(folder.dataFile, readStartRecords(folder.dataFile), { timeout: askLimit })
      const result = await collect({ ...what, dataFile: folder.dataFile })
      return fault ? { ...result, warnings: [{ message: fault }, ...result.warnings] } : result
    },
    stop() {
      mainProcess.uninstall()
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
    },
    remove: () => removeDataFolder(folder),
  }
}
