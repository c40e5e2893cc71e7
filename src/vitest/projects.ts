import { BaseCoverageProvider, type Vitest } from 'vitest/node'
import { attachToVitest } from './attach.ts'

/**
 * Makes one `plugins: [covtree()]` in the root config serve all of `test.projects`. Vitest 4 and 5 call `configureVitest` for
 * projects only, never for a root that has projects, and not every project inherits the root's plugins (4.1: inline ones with
 * `extends: true`; 5: inline ones without `extends: false`). Every coverage provider, however, is introduced to Vitest before
 * reporters hear `onInit` and before globalSetup, whatever the projects are.
 */
export function reachProjects(config: { test?: { projects?: unknown } }): void {
  if (!Array.isArray(config.test?.projects) || isWatchingProviders) return
  isWatchingProviders = true
  const prototype = BaseCoverageProvider.prototype as unknown as { _initialize?: (vitest: Vitest) => void }
  const initialize = prototype._initialize
  if (typeof initialize !== 'function') return
  prototype._initialize = function _initialize(vitest) {
    attachToVitest(vitest)
    return Reflect.apply(initialize, this, [vitest])
  }
}

let isWatchingProviders = false
