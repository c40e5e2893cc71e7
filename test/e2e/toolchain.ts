import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The Node binary and the Vitest that the end-to-end tests run; the matrix sets both variables. */
export const repository = join(import.meta.dirname, '..', '..')
export const nodeBinary = process.env.COVTREE_TEST_NODE || process.execPath
/** A folder whose node_modules holds vitest and its coverage providers. */
export const toolchain = process.env.COVTREE_TEST_VITEST || repository

export const nodeVersion = execFileSync(nodeBinary, ['--version'], { encoding: 'utf8' }).trim()
export const nodeMajor = Number(nodeVersion.slice(1).split('.')[0])
export const vitestVersion: string = JSON.parse(
  readFileSync(join(toolchain, 'node_modules/vitest/package.json'), 'utf8'),
).version
export const vitestMajor = Number(vitestVersion.split('.')[0])

/** `dist/` must be there: the tests use the package as it is published. */
export function requireBuild(): void {
  if (!existsSync(join(repository, 'dist/bootstrap/index.cjs'))) throw new Error('Run `npm run build` first.')
}
