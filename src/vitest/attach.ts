import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Reporter, TestProject, Vitest } from 'vitest/node'
import { bootstrapFile } from '../run/bootstrap-file.ts'
import { createDataFolder, type DataFolder, removeDataFolder } from '../run/data-folder.ts'
import { type ResolvedOptions, resolveOptions } from '../run/options.ts'
import { readRemembered } from './config-settings.ts'
import { createCoverageReporter } from './coverage-reporter.ts'
import { enterRun, leaveRun } from './main-process.ts'
import { createMergeReporter } from './merge-reporter.ts'

/** What one Vitest instance measures. */
export interface Run {
  vitest: Vitest
  options: ResolvedOptions
  folder: DataFolder
}

const attached = new WeakSet<Vitest>()
const require = createRequire(import.meta.url)

/**
 * Starts measuring below one Vitest instance, once, if `coverage.subprocess` asks for it.
 * @param isStarted its reporters have been made
 * @throws {OptionError} for settings that cannot be used
 */
export function attachToVitest(vitest: Vitest, isStarted: boolean): void {
  if (attached.has(vitest)) return
  attached.add(vitest)
  const coverage = vitest.config.coverage as {
    enabled?: boolean
    subprocess?: unknown
    autoAttachSubprocess?: boolean
  }
  if (!coverage.enabled) return
  const options = readOptions(vitest, coverage.subprocess)
  if (!options) return
  // No test runs: the blobs hold the children's counts already, and the shards' process reports.
  if (vitest.config.mergeReports) {
    addReporter(vitest, createMergeReporter(vitest, options), isStarted)
    return
  }
  switchOffNative(vitest)

  const folder = createDataFolder(findRoots(vitest), options)
  const run: Run = { vitest, options, folder }
  enterRun(folder)
  const testWorker = bootstrapFile('test-worker')
  const contextSetup = require.resolve('covtree/vitest/context-setup')
  // Read when a pool starts its first worker, long after the projects are known.
  const addTestWorker = () => {
    for (const project of vitest.projects) {
      const { execArgv, setupFiles, pool } = project.config
      if (execArgv.includes(testWorker)) continue
      execArgv.push('--require', testWorker)
      // Not by way of this process's own environment alone: another Vitest instance may have its turn there.
      if (/^(vm)?(forks|threads)$/i.test(pool)) addVariables(project, folder)
      if (!needsSetup(project)) continue
      setupFiles.unshift(contextSetup)
      inlineSetup(project, contextSetup)
    }
  }
  addTestWorker()
  const onInit = () => {
    enterRun(folder)
    addTestWorker()
  }
  addReporter(vitest, createCoverageReporter(run, onInit), isStarted)

  let isClosed = false
  vitest.onClose(async () => {
    // Called again when a Vitest that has read its config anew is closed.
    if (isClosed) return
    isClosed = true
    attached.delete(vitest)
    leaveRun(folder)
    if (options.keepData) vitest.logger.log(`covtree: data kept in ${folder.path}`)
    else await removeDataFolder(folder)
  })
}

/** Those of the project's own `test.env` stay: an empty COVTREE_DATAFILE switches covtree off. */
function addVariables({ config }: TestProject, folder: DataFolder): void {
  config.env = { ...folder.environment, ...config.env }
}

/** The part that workers preload reaches Vitest's own runner in them; not another one, nor one inside of a vm context. */
function needsSetup({ config }: TestProject): boolean {
  const { pool, runner } = config
  return pool === 'vmThreads' || pool === 'vmForks' || (!!runner && (pool === 'threads' || pool === 'forks'))
}

/**
 * Lets Vitest run the setup file anew for each test file, as it does with those of the config: it inlines the ones it knew when
 * it made the resolver (4.1 and 5). Left to Node, which runs a module once, it would serve a worker's first test file only.
 */
function inlineSetup(project: TestProject, setup: string): void {
  const { _resolver: resolver } = project as unknown as {
    _resolver?: { options?: { inlineFiles?: string[] } }
  }
  resolver?.options?.inlineFiles?.push(setup, pathToFileURL(setup).href)
}

function readOptions(vitest: Vitest, value: unknown): ResolvedOptions | undefined {
  const last = Array.isArray(value) ? value.at(-1) : value
  return resolveOptions(last === true || last === 'true' ? (readRemembered(vitest) ?? true) : last)
}

/** Roots whose scripts are kept: the project roots, or everything when external files may be reported. */
function findRoots(vitest: Vitest): string[] {
  if (vitest.config.coverage.allowExternal)
    return [process.platform === 'win32' ? vitest.config.root.slice(0, 3) : '/']
  return [vitest.config.root, ...vitest.projects.map(project => project.config.root)]
}

/** Vitest >= 5's own option counts the same children again, and wrongly where a test imports what a child runs. */
function switchOffNative(vitest: Vitest): void {
  let isOn = false
  for (const config of [vitest.config, ...vitest.projects.map(project => project.config)]) {
    const coverage = config.coverage as { autoAttachSubprocess?: boolean }
    isOn ||= coverage.autoAttachSubprocess === true
    if (coverage.autoAttachSubprocess) coverage.autoAttachSubprocess = false
  }
  if (isOn) {
    vitest.logger.warn(
      'covtree: `coverage.autoAttachSubprocess` is switched off, `coverage.subprocess` counts the same processes (native-option)',
    )
  }
}

/**
 * Reporters are made from the config after `configureVitest`; behind a provider's start they exist already. Those of a Vitest that
 * reads its config anew exist, too, at that time, and are replaced.
 */
function addReporter(vitest: Vitest, reporter: Reporter, isStarted: boolean): void {
  const owner = isStarted ? (vitest as unknown as { reporters: Reporter[] }) : vitest.config
  const reporters = owner.reporters as unknown as Reporter[]
  reporters.push(reporter)
}
