import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../e2e/toolchain.ts'

/** Where Jest is installed if neither the environment nor this repository has one; git ignores it. */
export const ownFolder = join(repository, '.matrix/jest')

/** The folder whose node_modules holds the Jest under test. */
export function findJest(): string {
  if (process.env.COVTREE_TEST_JEST) return process.env.COVTREE_TEST_JEST
  return existsSync(join(repository, 'node_modules/jest')) ? repository : ownFolder
}

/** The version of the Jest in a folder; undefined if there is none. */
export function readJestVersion(folder: string): string | undefined {
  const path = join(folder, 'node_modules/jest/package.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : undefined
}
