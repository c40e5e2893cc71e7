// What a config file says under `coverage.subprocess`, beside what flags make of it. Kept in the resolved config of Vite, which belongs to one
// Vitest instance: there may be several in a process (`createVitest`), also with one and the same plugin.
import type { ViteUserConfig } from 'vitest/config'
import type { Vitest } from 'vitest/node'

const key = 'covtree'

/** The resolved config of Vite. A function is what merging of configs leaves alone. */
interface ViteConfig {
  [key]?: () => object
}

/**
 * Remembers the settings of the config file, so that the bare flag switches on what the file describes: a bare
 * `--coverage.subprocess` replaces them in the resolved config. Returns what the config must hold besides: settings of flags are
 * merged into an object, while beside `true` Vitest (4.1 and 5) drops them.
 */
export function rememberConfig(config: ViteUserConfig): ViteUserConfig | undefined {
  const value = (config.test?.coverage as { subprocess?: unknown } | undefined)?.subprocess
  if (value === true) return { test: { coverage: { subprocess: { enabled: true } } } }
  if (typeof value !== 'object' || value === null) return undefined
  const settings = { ...value, enabled: true }
  return { [key]: () => settings } as ViteUserConfig
}

/** What the config file of the root says, or that of a project where the root does not have the plugin. */
export function readRemembered(vitest: Vitest): object | undefined {
  const configs = [rootConfigOf(vitest), ...vitest.projects.map(project => project.vite?.config)]
  for (const config of configs as (ViteConfig | undefined)[]) if (config?.[key]) return config[key]()
  return undefined
}

/** Vite's resolved config of the root, as its plugins are shown it. */
export function rootConfigOf(vitest: Vitest): object {
  // Vitest 5 has it before there is a server.
  return (vitest as unknown as { viteConfig?: object }).viteConfig ?? vitest.vite.config
}
