import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { OptionError } from './option.ts'

const require = createRequire(import.meta.url)

/** What Yarn adds to `node:module` where it resolves packages by Plug'n'Play. */
interface PnpModule {
  findPnpApi?(path: string): { resolveVirtual?(path: string): string | null } | null
}

/**
 * Path of a file of the bootstrap in the installed package, as any process can read it.
 * Resolved by covtree's own name: this code may run from any chunk of the build.
 * @throws {OptionError} where the package lies in an archive that only some processes can read
 */
export function bootstrapFile(name: 'index' | 'process' | 'vitest-worker' | 'main-process'): string {
  return join(findOnDisk(dirname(require.resolve('covtree/bootstrap'))), `${name}.cjs`)
}

/**
 * Children read the bootstrap before Plug'n'Play begins in them: there is nothing at the address of its own (`__virtual__`) that a package
 * with peers has for each set of them, nor in an archive. So package.json asks not to be kept in one (`preferUnplugged`).
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
