import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { contextSeparator } from '../contract/context.ts'
import { type DataFile, dataFolderNames } from '../contract/data-file.ts'
import { type ChildConfig, environmentNames } from '../contract/environment.ts'
import { bootstrapFile } from './bootstrap-file.ts'
import { dataPrefix, isDataFile } from './kept-data.ts'
import type { ResolvedOptions } from './options.ts'
import { writeStartFile } from './start-file.ts'

/** The folder one run's processes write to, and the variables that lead them there. */
export interface DataFolder {
  /** Absolute path of the folder. */
  path: string
  /** Value of `COVTREE_DATAFILE`: folder and prefix. */
  dataFile: string
  /** The `COVTREE_*` variables of this run; NODE_OPTIONS is not among them. */
  environment: Record<string, string>
}

/**
 * Makes the data folder of a run, readable by this user only.
 * It lies in the system's temporary folder: inside the project it would be seen by watchers, globs and `git status`.
 * @param roots folders whose scripts are kept
 * @param keptPath a folder that is to outlive the run, on this machine or another; its data then holds all texts it needs
 */
export function createDataFolder(roots: string[], options: ResolvedOptions, keptPath?: string): DataFolder {
  const bootstrap = bootstrapFile('index')
  if (keptPath !== undefined) mkdirSync(keptPath, { recursive: true, mode: 0o700 })
  const path = realpathSync(keptPath ?? mkdtempSync(join(tmpdir(), 'covtree-')))
  if (keptPath === undefined) chmodSync(path, 0o700)
  for (const name of Object.values(dataFolderNames)) {
    mkdirSync(join(path, name), { recursive: true, mode: 0o700 })
  }
  const config: ChildConfig = {
    version: 1,
    bootstrap,
    testWorker: bootstrapFile('test-worker'),
    askTimeout: options.askTimeout,
    ...(keptPath === undefined ? {} : { portable: true }),
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }),
    ...(options.saveSignal === undefined ? {} : { saveSignal: options.saveSignal }),
  }
  const configFile = join(path, 'config.json')
  const text = JSON.stringify(config)
  writeFileSync(configFile, text, { mode: 0o600 })
  writeStartFile(bootstrapFile('process'), configFile, text)
  const dataFile = join(path, dataPrefix)
  return {
    path,
    dataFile,
    environment: {
      [environmentNames.source]: joinRoots(roots),
      [environmentNames.config]: configFile,
      [environmentNames.dataFile]: dataFile,
      [environmentNames.branch]: 'enabled',
    },
  }
}

/** Value of `COVTREE_SOURCE`: folders as they are called and as they really are. */
export function joinRoots(roots: readonly string[]): string {
  return [...new Set(roots.flatMap(root => [root, resolveLinks(root)]))].join(delimiter)
}

/**
 * Removes what earlier runs left, for watch mode; live processes keep their start records.
 * @param testFiles as contexts name them: remove only what their tests started
 */
export function clearDataFiles(folder: DataFolder, testFiles?: readonly string[]): void {
  for (const name of readdirSync(folder.path)) {
    if (!isDataFile(name)) continue
    const path = join(folder.path, name)
    if (!testFiles || testFiles.includes(readTestFile(path))) rmSync(path, { force: true })
  }
}

function readTestFile(path: string): string {
  try {
    const data = JSON.parse(readFileSync(path, 'utf8')) as DataFile
    return data.covtree.process.context.split(contextSeparator)[0] ?? ''
  } catch {
    return ''
  }
}

/** Says what is wrong with the folder at the end of a run: processes that could not write there left no trace at all. */
export function checkDataFolder(folder: DataFolder): string | undefined {
  const probe = join(folder.path, `.probe-${process.pid}`)
  try {
    writeFileSync(probe, 'x'.repeat(4096))
    rmSync(probe)
    // Children make the folder anew if they must, but what lay in it is gone.
    if (existsSync(join(folder.path, 'config.json'))) return undefined
    return removed(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return removed(folder)
    return `the data folder ${folder.path} cannot be written (${code}), processes may be missing (unwritable-data-folder)`
  }
}

/** Whether any process has left a trace there. */
export function hasProcesses({ path }: DataFolder): boolean {
  const list = (folder: string) => {
    try {
      return readdirSync(folder)
    } catch {
      // Gone, or no folder any more: checkDataFolder says so.
      return []
    }
  }
  return (
    list(path).some(name => isDataFile(name) || name.startsWith('coverage-')) ||
    list(join(path, dataFolderNames.live)).length > 0
  )
}

function removed(folder: DataFolder): string {
  return `the data folder ${folder.path} was removed during the run, what processes had written there is gone (no-data-folder)`
}

/** Removes the folder; a process that still writes to it finds no place and goes on unharmed. */
export async function removeDataFolder(folder: DataFolder): Promise<void> {
  // One that writes just now makes a removal fail with ENOTEMPTY; a folder that stays behind is no reason to fail the run.
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      await rm(folder.path, { recursive: true, force: true, maxRetries: 3 })
      return
    } catch {
      // Once more.
    }
  }
}

/** As {@link removeDataFolder}, for a process that is about to end. */
export function removeDataFolderNow(folder: DataFolder): void {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      rmSync(folder.path, { recursive: true, force: true, maxRetries: 3 })
      return
    } catch {
      // Once more.
    }
  }
}

function resolveLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
