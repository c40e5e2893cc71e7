import type { Reporter, Vitest } from 'vitest/node'
import { disclaimFolder } from '../run/data/abandoned-folders.ts'
import { guardFolder } from '../run/data/guard-folder.ts'
import { createDataFolder, removeDataFolder } from '../run/data/run-folder.ts'
import { type ResolvedOptions, resolveOptions } from '../run/options.ts'
import { withoutStack } from '../run/without-stack.ts'
import { isWindows } from '../system/platform.ts'
import { readRemembered } from './config-settings.ts'
import { createCoverageReporter } from './coverage-reporter.ts'
import { enterRun, leaveRun } from './current-run.ts'
import { createMergeReporter } from './merge-reporter.ts'
import type { Run } from './run.ts'
import { preloadInWorkers } from './test-workers.ts'

const attached = new WeakSet<Vitest>()

/**
 * Starts measuring below one Vitest instance, once, if `coverage.subprocess` asks for it.
 * @param state.hasReporters whether its reporters have been made
 * @throws {OptionError} for settings that cannot be used
 */
export function attachToVitest(vitest: Vitest, state: { hasReporters: boolean }): void {
  if (attached.has(vitest)) return
  attached.add(vitest)
  const { enabled, subprocess } = vitest.config.coverage as { enabled?: boolean; subprocess?: unknown }
  if (!enabled) return
  const options = readOptions(vitest, subprocess)
  if (!options) return
  // No test runs: the blobs hold the children's counts already, and the shards' process reports.
  if (vitest.config.mergeReports) {
    addReporter(vitest, createMergeReporter(vitest, options), state)
    return
  }
  switchOffNative(vitest)

  const folder = createDataFolder({ roots: findRoots(vitest), settings: options })
  const run: Run = { vitest, options, folder }
  enterRun(folder)
  preloadInWorkers(vitest, folder)
  const onInit = () => {
    enterRun(folder)
    // Projects may have come since.
    preloadInWorkers(vitest, folder)
  }
  addReporter(vitest, createCoverageReporter(run, onInit), state)
  const release = guardFolder(() => {
    if (options.keepData) disclaimFolder(folder.path)
    else removeDataFolder(folder)
  })

  let isClosed = false
  vitest.onClose(() => {
    // Vitest calls it again on close if it has read its config a second time.
    if (isClosed) return
    isClosed = true
    attached.delete(vitest)
    leaveRun(folder)
    if (options.keepData) vitest.logger.log(`covtree: data kept in ${folder.path}`)
    release()
  })
}

function readOptions(vitest: Vitest, value: unknown): ResolvedOptions | undefined {
  const last = Array.isArray(value) ? value.at(-1) : value
  const settings = last === true || last === 'true' ? (readRemembered(vitest) ?? true) : last
  return withoutStack(() => resolveOptions(settings))
}

/** The roots whose scripts are kept: those of all projects, or the whole disk with `coverage.allowExternal`. */
function findRoots(vitest: Vitest): string[] {
  if (vitest.config.coverage.allowExternal) return [isWindows ? vitest.config.root.slice(0, 3) : '/']
  return [vitest.config.root, ...vitest.projects.map(project => project.config.root)]
}

/** Switches off Vitest 5's own option: it counts the same children again, and wrongly if a test imports a file that a child runs. */
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
 * Adds a reporter. Vitest makes its reporters from the config after `configureVitest`, and before it initializes the coverage provider.
 * When Vitest reads its config again, it replaces the old reporters.
 */
function addReporter(vitest: Vitest, reporter: Reporter, { hasReporters }: { hasReporters: boolean }): void {
  const owner = hasReporters ? (vitest as unknown as { reporters: Reporter[] }) : vitest.config
  const reporters = owner.reporters as unknown as Reporter[]
  reporters.push(reporter)
}
