// The types of covtree/jest, which is CommonJS; the build puts them beside it as index.d.cts.
import type { SubprocessOptions } from '../run/options.js' with { 'resolution-mode': 'import' }

/**
 * Wraps a config of Jest: with `--coverage`, the processes and threads that tests and globalSetup start are counted in Jest's own
 * coverage report. As a reporter (`reporters: ['default', 'covtree/jest']`) it does so for what tests start.
 *
 * @example
 * module.exports = covtree({ testEnvironment: 'node' })
 */
declare function covtree<Config>(config: Config, options?: SubprocessOptions): Config

export = covtree
