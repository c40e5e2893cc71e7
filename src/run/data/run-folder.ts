// The folder that the processes of one run write to.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { dataFolderNames } from '../../contract/data-layout.ts'
import {
  type ChildConfig,
  type CommandFilter,
  type CommandPattern,
  environmentNames,
} from '../../contract/environment.ts'
import { canStripTypes } from '../../core/texts/strip-types.ts'
import { removeQuietly, whenFree } from '../../system/busy-file.ts'
import { readHost } from '../../system/place.ts'
import { isWindows } from '../../system/platform.ts'
import { bootstrapFile } from '../bootstrap-file.ts'
import { type Commands, OptionError } from '../option.ts'
import type { ResolvedOptions } from '../options.ts'
import { followLinks } from '../sources/follow-links.ts'
import { claimFolder, sweepFolders } from './abandoned-folders.ts'
import { dataPrefix } from './kept-data.ts'
import { hasForeignConfig } from './own-files.ts'
import { listOwnPackages } from './own-packages.ts'
import { writeStartFile } from './start-file.ts'

/** The data folder of a run, and the variables that tell processes its path. */
export interface DataFolder {
  /** Absolute path of the folder. */
  path: string
  /** Value of `COVTREE_DATAFILE`: folder and prefix. */
  dataFile: string
  /** The `COVTREE_*` variables of this run; NODE_OPTIONS is not among them. */
  environment: Record<string, string>
  /** Settings that do nothing here, for the report. */
  notes: readonly string[]
}

/** Settings of {@link createDataFolder}. */
export interface DataFolderOptions {
  /** Folders whose scripts are kept. */
  roots: readonly string[]
  settings: ResolvedOptions
  /**
   * A folder that outlives the run, maybe on another machine. Its data then includes the texts of all scripts.
   * @default a new folder in the system's temporary folder, where the project's watchers, globs and git do not see it
   */
  keptPath?: string | undefined
}

/**
 * Makes the data folder of a run, readable by this user only.
 * @throws {OptionError} if it cannot be made or written to
 */
export function createDataFolder(options: DataFolderOptions): DataFolder {
  const { roots, keptPath } = options
  // It may throw, so it comes before anything is made.
  const bootstrap = bootstrapFile('index')
  let path: string | undefined
  try {
    path = makeFolder(keptPath)
    for (const name of Object.values(dataFolderNames))
      if (isWindows || name !== dataFolderNames.requests)
        mkdirSync(join(path, name), { recursive: true, mode: 0o700 })
    const dataFile = join(path, dataPrefix)
    return {
      path,
      dataFile,
      environment: {
        [environmentNames.source]: joinRoots(roots),
        [environmentNames.config]: writeConfig(path, bootstrap, options),
        [environmentNames.dataFile]: dataFile,
        [environmentNames.branch]: 'enabled',
      },
      notes: listIgnored(options.settings),
    }
  } catch (error) {
    if (path !== undefined && keptPath === undefined) removeQuietly(path, { recursive: true })
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new OptionError(
      keptPath === undefined
        ? `Cannot make a data folder in ${tmpdir()} (${code}): set ${isWindows ? 'TEMP' : 'TMPDIR'} to a folder that can be written.`
        : `Cannot make the data folder ${keptPath} (${code}): name one that can be written.`,
    )
  }
}

function makeFolder(keptPath: string | undefined): string {
  if (keptPath === undefined) {
    sweepFolders(tmpdir())
    const path = realpathSync(mkdtempSync(join(tmpdir(), 'covtree-')))
    chmodSync(path, 0o700)
    claimFolder(path)
    return path
  }
  if (hasForeignConfig(keptPath)) {
    throw new OptionError(
      `Cannot make the data folder ${keptPath}: its config.json is not covtree's, name a folder of its own.`,
    )
  }
  mkdirSync(keptPath, { recursive: true, mode: 0o700 })
  return realpathSync(keptPath)
}

/** Writes the config and the start file that children read. Returns the path of the config. */
function writeConfig(
  path: string,
  bootstrap: string,
  { roots, settings, keptPath }: DataFolderOptions,
): string {
  const packages = listOwnPackages(roots)
  const config: ChildConfig = {
    version: 1,
    bootstrap,
    vitestWorker: bootstrapFile('vitest-worker'),
    host: readHost(),
    askTimeout: settings.askTimeout,
    ...(keptPath !== undefined && { portable: true }),
    ...(canStripTypes && { stripsTypes: true }),
    ...(Object.keys(packages).length > 0 && { packages }),
    ...(settings.contexts && { testTimes: true }),
    ...(settings.commands && { commands: writeCommands(settings.commands) }),
    ...(settings.checkpoint !== undefined && { checkpoint: settings.checkpoint }),
    ...(settings.saveSignal !== undefined && { saveSignal: settings.saveSignal }),
  }
  const configFile = join(path, 'config.json')
  const text = JSON.stringify(config)
  writeFileSync(configFile, text, { mode: 0o600 })
  writeStartFile(bootstrapFile(isWindows ? 'process-win32' : 'process'), configFile, text)
  return configFile
}

/** Describes settings without effect on this system. The config may be shared with a system on which they have one. */
function listIgnored({ saveSignal }: ResolvedOptions): string[] {
  if (saveSignal === undefined || saveSignal in constants.signals) return []
  return [`\`saveSignal\` is ignored: this system has no ${saveSignal} (no-such-signal)`]
}

/** Turns regular expressions into objects: JSON has none. */
function writeCommands(commands: Commands): CommandFilter {
  const write = (patterns: readonly (string | RegExp)[]): CommandPattern[] =>
    patterns.map(item =>
      // `g` and `y` would make each test depend on the one before.
      typeof item === 'string' ? item : { source: item.source, flags: item.flags.replace(/[gy]/g, '') },
    )
  const { include, exclude } = commands
  return { ...(include && { include: write(include) }), ...(exclude && { exclude: write(exclude) }) }
}

/** Value of `COVTREE_SOURCE`: the folders by the given paths and by their real paths. */
export function joinRoots(roots: readonly string[]): string {
  return [...new Set(roots.flatMap(root => [root, followLinks(root)]))].join(delimiter)
}

/** Removes the folder. A process that still writes to it fails to write, and goes on. */
export function removeDataFolder(folder: DataFolder): void {
  // A process that writes at this moment makes the removal fail with ENOTEMPTY. A folder that stays is no reason to fail the run.
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      whenFree(() => rmSync(folder.path, { recursive: true, force: true, maxRetries: 3 }))
      return
    } catch {
      // Once more.
    }
  }
}
