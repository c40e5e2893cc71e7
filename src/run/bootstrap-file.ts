import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { OptionError } from './option.ts'

const require = createRequire(import.meta.url)

/** The part of `node:module` that Yarn's Plug'n'Play adds. */
interface PnpModule {
  findPnpApi?(path: string): { resolveVirtual?(path: string): string | null } | null
}

/**
 * Finds a file of the bootstrap in the installed package, at a path that any process can read. Resolves covtree's own name, because
 * this code may run from any chunk of the build.
 * @throws {OptionError} where the package is in an archive that only some processes can read
 */
export function bootstrapFile(
  name: 'index' | 'process' | 'process-win32' | 'vitest-worker' | 'main-process',
): string {
  return join(findOnDisk(dirname(require.resolve('covtree/bootstrap'))), `${name}.cjs`)
}

/**
 * Finds the real folder under Yarn's Plug'n'Play. Children read the bootstrap before Plug'n'Play begins in them, so they can read neither
 * its virtual paths (`__virtual__`, for packages with peers) nor archives. package.json asks Yarn for a folder (`preferUnplugged`).
 */
function findOnDisk(folder: string): string {
  if (!process.versions.pnp) return folder
  const { findPnpApi } = require('node:module') as PnpModule
  const path = findPnpApi?.(folder)?.resolveVirtual?.(folder) ?? folder
  if (!/\.zip[\\/]/.test(path)) return path
  throw new OptionError(
    `covtree cannot count: the processes that tests start cannot read its package in the archive ${path}. ` +
      'Set dependenciesMeta.covtree.unplugged to true in package.json, and run yarn install',
  )
}
