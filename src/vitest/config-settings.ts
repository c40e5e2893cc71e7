// The config file's own `coverage.subprocess`, before Vitest merges flags into it. It is kept in Vite's resolved config, because a process may
// hold several Vitest instances (`createVitest`), even with the same plugin object.
import type { ViteUserConfig } from 'vitest/config'
import type { Vitest } from 'vitest/node'

const key = 'covtree'

/** The resolved config of Vite. Vite copies functions unchanged when it merges configs. */
interface ViteConfig {
  [key]?: () => object
}

/**
 * Remembers the settings of the config file: a bare `--coverage.subprocess` replaces them by `true` in the resolved config. Returns an
 * addition to the config: Vitest (4.1 and 5) merges settings of flags into an object, and drops them beside `true`.
 */
export function rememberConfig(config: ViteUserConfig): ViteUserConfig | undefined {
  const value = (config.test?.coverage as { subprocess?: unknown } | undefined)?.subprocess
  if (value === true) return { test: { coverage: { subprocess: { enabled: true } } } }
  if (typeof value !== 'object' || value === null) return undefined
  const settings = { ...value, enabled: true }
  return { [key]: () => settings } as ViteUserConfig
}

/** Reads the remembered settings of the root, or of a project if the root does not have the plugin. */
export function readRemembered(vitest: Vitest): object | undefined {
  const configs = [rootConfigOf(vitest), ...vitest.projects.map(project => project.vite?.config)]
  for (const config of configs as (ViteConfig | undefined)[]) if (config?.[key]) return config[key]()
  return undefined
}

/** Vite's resolved config of the root, the object that plugins get. */
export function rootConfigOf(vitest: Vitest): object {
  // Vitest 5 has it before there is a server.
  return (vitest as unknown as { viteConfig?: object }).viteConfig ?? vitest.vite.config
}
