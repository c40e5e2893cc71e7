import { BaseCoverageProvider, type Vitest } from 'vitest/node'
import { attachToVitest } from './attach.ts'
import { rootConfigOf } from './config-settings.ts'

/**
 * Makes one `plugins: [covtree()]` in the root config serve all of `test.projects`. Vitest 4 and 5 call `configureVitest` for projects
 * alone, never for a root that has projects, and not every project inherits the root's plugins (4.1: inline projects with
 * `extends: true`; 5: inline projects without `extends: false`). So this patches the coverage provider's `_initialize`: Vitest calls it
 * before `onInit` of reporters and before globalSetup, whatever the projects are.
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

/** Root configs with projects and the plugin. */
const roots = new WeakSet<object>()
let isWatchingProviders = false
