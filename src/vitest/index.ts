import type { Plugin } from 'vitest/config'
import type { SubprocessOptions } from '../run/options.ts'
import { attachToVitest } from './attach.ts'
import { rememberConfig } from './config-settings.ts'
import { reachProjects } from './projects.ts'

// Keeps the import in the emitted declarations; without it the augmentation below finds no module to augment.
export type { CoverageOptions } from 'vitest/node'
export type { SubprocessOptions } from '../run/options.ts'

declare module 'vitest/node' {
  interface CoverageOptions {
    /**
     * Count the processes and threads that tests start: `true` or settings of covtree.
     * @default false
     */
    subprocess?: boolean | SubprocessOptions
  }
}

/**
 * The Vitest plugin: with `coverage.subprocess` (or `--coverage.subprocess`) every process below the tests is counted
 * in Vitest's own coverage report. Without that option it does nothing.
 *
 * @example
 * export default defineConfig({ plugins: [covtree()], test: { coverage: { subprocess: true } } })
 */
export default function covtree(): Plugin {
  return {
    name: 'covtree',
    // Before Vitest 5 merges the flags into the config, which it does in such a hook of its own.
    enforce: 'pre',
    config: { order: 'pre', handler: rememberConfig },
    configResolved: reachProjects,
    configureVitest({ vitest }) {
      attachToVitest(vitest, { hasReporters: false })
    },
  }
}
