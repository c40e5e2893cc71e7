import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { TestProject, Vitest } from 'vitest/node'
import { bootstrapFile } from '../run/bootstrap-file.ts'
import type { DataFolder } from '../run/data/run-folder.ts'

const require = createRequire(import.meta.url)

/**
 * Makes the workers of each project preload the bootstrap's part for test workers. Vitest reads these settings when a pool starts its
 * first worker, after all projects are known.
 */
export function preloadInWorkers({ projects }: Vitest, { environment }: DataFolder): void {
  const vitestWorker = bootstrapFile('vitest-worker')
  for (const project of projects) {
    const { config } = project
    const { execArgv, pool } = config
    if (execArgv.includes(vitestWorker)) continue
    execArgv.push('--require', vitestWorker)
    // This process's own environment is not enough: it may be another Vitest instance's turn. The project's own `test.env` takes precedence:
    // an empty COVTREE_DATAFILE switches covtree off.
    if (/^(vm)?(forks|threads)$/i.test(pool)) config.env = { ...environment, ...config.env }
    if (needsSetup(project)) addSetup(project, require.resolve('covtree/vitest/context-setup'))
  }
}

/** Whether tests need the setup file: the preloaded part can only reach Vitest's own runner outside of vm contexts. */
function needsSetup({ config }: TestProject): boolean {
  const { pool, runner } = config
  return pool === 'vmThreads' || pool === 'vmForks' || (!!runner && (pool === 'threads' || pool === 'forks'))
}

/**
 * Adds a setup file that Vitest runs for each test file. Vitest (4.1 and 5) inlines only the setup files that it knew when it made its
 * resolver. Node would run any other once a worker, and it would serve the first test file alone.
 */
function addSetup(project: TestProject, setup: string): void {
  project.config.setupFiles.unshift(setup)
  const { _resolver: resolver } = project as unknown as {
    _resolver?: { options?: { inlineFiles?: string[] } }
  }
  resolver?.options?.inlineFiles?.push(setup, pathToFileURL(setup).href)
}
