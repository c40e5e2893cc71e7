import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { disclaimFolder } from '../run/data/abandoned-folders.ts'
import { guardFolder } from '../run/data/guard-folder.ts'
import { type DataFolder, removeDataFolder } from '../run/data/run-folder.ts'
import { nameJestTests } from '../run/main-process.ts'
import type { ResolvedOptions } from '../run/options.ts'
import { type Started, startMeasuring } from '../run/start-measuring.ts'
import type { GlobalConfig } from './jest-types.ts'

/** The measurement of one Jest process. */
export interface JestRun {
  folder: DataFolder
  settings: ResolvedOptions
  /** Whether a reporter uses it. */
  isClaimed: boolean
  /** Why the run must fail. */
  error?: Error | undefined
}

/** The measurement of this process: one folder for all runs of watch mode. */
let current: { run: JestRun; started: Started } | undefined

/** Starts measuring below this process, or continues the measurement of a wrapped config or an earlier run. */
export function startRun(roots: readonly string[], settings: ResolvedOptions): JestRun {
  if (current) {
    current.started.setRoots(roots)
    return Object.assign(current.run, { settings, error: undefined })
  }
  const started = startMeasuring({ roots: [...roots], settings, context: '' })
  const { folder } = started
  const run: JestRun = { folder, settings, isClaimed: false }
  current = { run, started }
  // With `--runInBand` tests run in this process. Otherwise only globalSetup, the config and plugins start processes here.
  nameJestTests('globalSetup')
  // Not earlier: processes that globalTeardown stops still write.
  guardFolder(() => {
    if (!run.settings.keepData) return removeDataFolder(folder)
    disclaimFolder(folder.path)
    process.stdout.write(`covtree: data kept in ${folder.path}\n`)
  })
  return run
}

/** Whether measuring has begun in this process. */
export function isMeasuring(): boolean {
  return current !== undefined
}

/** Stops measuring; the data stays until this process ends. */
export function stopRun(): void {
  current?.started.stop()
  current = undefined
}

/** Finds the root folders of all projects. Jest names a project by its folder, its config file or a pattern, or has its config as an object. */
export function findRoots({ rootDir, projects = [] }: Pick<GlobalConfig, 'rootDir' | 'projects'>): string[] {
  const roots = projects.map(project => {
    const name = typeof project === 'string' ? project.replace(/[*?{].*$/, '') : (project.rootDir ?? rootDir)
    const path = resolve(rootDir, name.replace('<rootDir>', rootDir))
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? dirname(path) : path
  })
  return [...new Set([rootDir, ...roots])]
}
