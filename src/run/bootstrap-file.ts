import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)

/**
 * Path of a file of the bootstrap in the installed package.
 * Resolved by covtree's own name: this code may run from any chunk of the build.
 */
export function bootstrapFile(name: 'index' | 'process' | 'test-worker' | 'main-process'): string {
  return join(require.resolve('covtree/bootstrap'), '..', `${name}.cjs`)
}
