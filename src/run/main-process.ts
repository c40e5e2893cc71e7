// The bootstrap's part for the process that a runner starts in: globalSetup, plugins and configs start processes, too.
import { createRequire } from 'node:module'
import { bootstrapFile } from './bootstrap-file.ts'

interface MainProcess {
  install(options: { vitestWorker: string; threads: boolean }): void
  uninstall(): void
  nameJestTests(byDefault: string): void
}

const require = createRequire(import.meta.url)

/**
 * Wraps spawning in this process, which must hold the `COVTREE_*` variables already.
 * @param options.threads also count the threads of this process
 */
export function wrapSpawning({ threads }: { threads: boolean }): void {
  loadMainProcess().install({ vitestWorker: bootstrapFile('vitest-worker'), threads })
}

/** Takes {@link wrapSpawning} back. */
export function unwrapSpawning(): void {
  loadMainProcess().uninstall()
}

/** Gives processes that Jest's tests start the test's name as their context, if the tests run in this process. */
export function nameJestTests(byDefault: string): void {
  loadMainProcess().nameJestTests(byDefault)
}

function loadMainProcess(): MainProcess {
  return require(bootstrapFile('main-process'))
}
