import { BaseCoverageProvider, type Vitest } from 'vitest/node'
import { attachToVitest } from './attach.ts'
import { rootConfigOf } from './config-settings.ts'

/**
 * Makes one `plugins: [covtree()]` in the root config serve all of `test.projects`. Vitest 4 and 5 call `configureVitest` for
 * projects only, never for a root that has projects, and not every project inherits the root's plugins (4.1: inline ones with
 * `extends: true`; 5: inline ones without `extends: false`). Every coverage provider, however, is introduced to Vitest before
 * reporters hear `onInit` and before globalSetup, whatever the projects are.
 */
export function reachProjects(config: { test?: { projects?: unknown } }): void {
  if (!Array.isArray(config.test?.projects)) return
  roots.add(config)
  if (isWatchingProviders) return
  isWatchingProviders = true
  const prototype = BaseCoverageProvider.prototype as unknown as { _initialize?: (vitest: Vitest) => void }
  const initialize = prototype._initialize
  if (typeof initialize !== 'function') return
  prototype._initialize = function _initialize(vitest) {
    // Another Vitest in this process need not have the plugin.
    if (roots.has(rootConfigOf(vitest))) attachToVitest(vitest, { hasReporters: true })
    return Reflect.apply(initialize, this, [vitest])
  }
}

/** Configs of roots that have projects and the plugin. */
const roots = new WeakSet<object>()
let isWatchingProviders = false
