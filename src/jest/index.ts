import type { SubprocessOptions } from '../run/options.ts'
import type { GlobalConfig } from './jest-types.ts'
import { CovtreeReporter } from './reporter.ts'
import { wrapConfig } from './wrap-config.ts'

/**
 * Both what a config names as a reporter (`reporters: ['default', 'covtree/jest']`, Jest makes an instance of it) and a function
 * that wraps a config (`module.exports = covtree({ … })`). The types that users see are in public.d.cts.
 */
export default function covtree(config: unknown, options?: SubprocessOptions): unknown {
  return new.target ? new CovtreeReporter(config as GlobalConfig, options) : wrapConfig(config, options)
}
