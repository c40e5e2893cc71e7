import { clearData } from '../run/data/clear-data.ts'
import { resolveOptions, type SubprocessOptions } from '../run/options.ts'
import { withoutStack } from '../run/without-stack.ts'
import type { GlobalConfig } from './jest-types.ts'
import { findRoots, isMeasuring, type JestRun, startRun, stopRun } from './run.ts'

/**
 * A reporter of Jest that counts the processes of tests. Jest makes it before its workers, and calls it at the end before its own
 * coverage reporter. Without `--coverage` it does nothing.
 */
export class CovtreeReporter {
  readonly #config: GlobalConfig
  readonly #run: JestRun | undefined

  /** @throws {OptionError} for settings that cannot be used */
  constructor(config: GlobalConfig, options?: SubprocessOptions) {
    this.#config = config
    const settings = withoutStack(() => resolveOptions(options ?? true, 'covtree'))
    if (!config.collectCoverage || !settings) {
      stopRun()
      return
    }
    const isFirst = !isMeasuring()
    const running = process.getActiveResourcesInfo().filter(name => name === 'ProcessWrap').length
    this.#run = startRun(findRoots(config), settings)
    if (isFirst && config.globalSetup && running > 0) {
      process.stderr.write(
        `covtree: ${running} processes run since globalSetup, which Jest calls before it makes reporters, and are not counted: wrap the config, \`module.exports = require('covtree/jest')({ … })\` (started-before)\n`,
      )
    }
  }

  onRunStart(): void {
    if (!this.#run) return
    // A later run of watch mode.
    if (this.#run.isClaimed) clearData(this.#run.folder)
    this.#run.isClaimed = true
  }

  async onRunComplete(): Promise<void> {
    if (!this.#run) return
    // Heavy, and used at the end alone.
    const { addToCoverage } = await import('./coverage.ts')
    const { watch, watchAll } = this.#config
    const isLast = !watch && !watchAll
    if (!addToCoverage(this.#run, isLast ? stopRun : () => {})) {
      process.stderr.write(
        'covtree: this Jest has no coverage reporter that covtree knows, processes are not counted (unknown-jest)\n',
      )
    }
  }

  /** Jest fails when one of its reporters has an error. */
  getLastError(): Error | undefined {
    return this.#run?.error
  }
}
