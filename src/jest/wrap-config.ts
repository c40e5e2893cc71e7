import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { resolveOptions, type SubprocessOptions } from '../run/options.ts'
import { withoutStack } from '../run/without-stack.ts'
import { isCoverageAsked } from './coverage-flag.ts'
import { findRoots, startRun } from './run.ts'

/** The keys of a Jest config that matter here. */
interface Config {
  collectCoverage?: boolean
  reporters?: unknown[]
  rootDir?: string
  projects?: (string | { rootDir?: string })[]
}

const require = createRequire(import.meta.url)

/**
 * Adds covtree's reporter to a config of Jest: an object, a promise of one, or a function that gives one.
 * Measuring begins while Jest reads its config, so that what globalSetup starts is counted, too.
 */
export function wrapConfig(config: unknown, options?: SubprocessOptions): unknown {
  if (typeof config === 'function') {
    return async (...args: unknown[]) => wrapConfig(await config(...args), options)
  }
  if (config instanceof Promise) return config.then(found => wrapConfig(found, options))
  return addReporter((config ?? {}) as Config, options)
}

function addReporter(config: Config, options: SubprocessOptions = {}): Config {
  const settings = withoutStack(() => resolveOptions(options, 'covtree'))
  if (settings && isInJest() && isCoverageAsked(process.argv.slice(2), config.collectCoverage)) {
    const rootDir = resolve(config.rootDir ?? '.')
    startRun(findRoots({ rootDir, projects: config.projects ?? [] }), settings)
  }
  const own = require.resolve('covtree/jest')
  return { ...config, reporters: [...(config.reporters ?? ['default']), [own, options]] }
}

/** Whether Jest runs in this process: editors and linters load configs, too. */
function isInJest(): boolean {
  return Object.keys(require.cache).some(file =>
    /[\\/](?:@jest[\\/]core|jest-config)[\\/]build[\\/]/.test(file),
  )
}
