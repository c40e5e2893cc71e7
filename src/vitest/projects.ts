import type { Plugin, ViteUserConfig } from 'vitest/config'
import { BaseCoverageProvider, type Vitest } from 'vitest/node'
import { attachToVitest } from './attach.ts'

/**
 * Makes one `plugins: [covtree()]` in the root config serve all of `test.projects`. Vitest 4 and 5 call `configureVitest` for
 * projects only, never for a root that has projects. Vitest 4.1 hands the root's plugins to inline projects with
 * `extends: true` only, Vitest 5 to all inline projects; neither hands them to projects with a config file of their own.
 */
export function reachProjects(config: ViteUserConfig, plugin: Plugin): void {
  const projects = config.test?.projects
  if (!Array.isArray(projects)) return
  for (const project of projects) {
    if (typeof project !== 'object' || project === null || 'then' in project || project.extends === true) continue
    const plugins = (project.plugins ??= [])
    if (!plugins.flat().some(other => other && 'name' in other && other.name === plugin.name)) plugins.push(plugin)
  }
  // A workspace of config files alone runs no hook of ours that knows Vitest, but every provider is introduced to it.
  if (projects.some(project => typeof project !== 'object')) attachOnProviderStart()
}

let isWatchingProviders = false

function attachOnProviderStart(): void {
  if (isWatchingProviders) return
  isWatchingProviders = true
  const prototype = BaseCoverageProvider.prototype as unknown as { _initialize?: (vitest: Vitest) => void }
  const initialize = prototype._initialize
  if (typeof initialize !== 'function') return
  prototype._initialize = function _initialize(vitest) {
    attachToVitest(vitest)
    return Reflect.apply(initialize, this, [vitest])
  }
}
