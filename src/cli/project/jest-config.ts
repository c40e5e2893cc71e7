import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findPackage } from './packages.ts'

/** The part of Jest's resolved config that matters to covtree. */
export interface JestConfig {
  /** Paths or names of the reporters. */
  reporters: string[]
  globalSetup?: string | null
}

/** Time limit in ms. */
const limit = 60_000

/** Lets Jest print the config of a project. Throws Jest's own words where it cannot. */
export function resolveJestConfig(root: string): JestConfig {
  const jest = findPackage(root, 'jest') ?? ''
  const { stdout, stderr, error } = spawnSync(process.execPath, [join(jest, 'bin/jest.js'), '--showConfig'], {
    cwd: root,
    encoding: 'utf8',
    timeout: limit,
  })
  try {
    const { globalConfig } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      globalConfig: { reporters?: [string, unknown][]; globalSetup?: string | null }
    }
    return {
      reporters: (globalConfig.reporters ?? []).map(([name]) => name),
      globalSetup: globalConfig.globalSetup ?? null,
    }
  } catch {
    throw new Error(error?.message ?? stderr.trim().split('\n')[0] ?? 'no output')
  }
}
