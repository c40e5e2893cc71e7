import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { TestProject, Vitest } from 'vitest/node'
import { bootstrapFile } from '../run/bootstrap-file.ts'
import type { DataFolder } from '../run/data/run-folder.ts'

const require = createRequire(import.meta.url)

/**
 * Lets each project's workers preload the bootstrap's part for them, once. Vitest reads the settings for that when a pool starts its first
 * worker, long after the projects are known.
 */
export function preloadInWorkers({ projects }: Vitest, folder: DataFolder): void {
  const vitestWorker = bootstrapFile('vitest-worker')
  for (const project of projects) {
    const { execArgv, pool } = project.config
    if (execArgv.includes(vitestWorker)) continue
    execArgv.push('--require', vitestWorker)
    // Not by way of this process's own environment alone: another Vitest instance may have its turn there.
    if (/^(vm)?(forks|threads)$/i.test(pool)) addVariables(project, folder)
    if (needsSetup(project)) addSetup(project, require.resolve('covtree/vitest/context-setup'))
  }
}

/** Those of the project's own `test.env` stay: an empty COVTREE_DATAFILE switches covtree off. */
function addVariables({ config }: TestProject, folder: DataFolder): void {
  config.env = { ...folder.environment, ...config.env }
}

/** The part that workers preload reaches Vitest's own runner in them; not another one, nor one inside of a vm context. */
function needsSetup({ config }: TestProject): boolean {
  const { pool, runner } = config
  return pool === 'vmThreads' || pool === 'vmForks' || (!!runner && (pool === 'threads' || pool === 'forks'))
}

/**
 * Adds a setup file that Vitest runs anew for each test file, as it does with those of the config: it inlines the ones it knew when
 * it made the resolver (4.1 and 5). Left to Node, which runs a module once, it would serve a worker's first test file only.
 */
function addSetup(project: TestProject, setup: string): void {
  project.config.setupFiles.unshift(setup)
  const { _resolver: resolver } = project as unknown as {
    _resolver?: { options?: { inlineFiles?: string[] } }
  }
  resolver?.options?.inlineFiles?.push(setup, pathToFileURL(setup).href)
}
