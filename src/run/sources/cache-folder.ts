import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A hash of covtree's sources, put in by the build. */
declare const covtreeSources: string | undefined

/**
 * Where tools keep what they can make again: `node_modules/.cache` of a project, or of the workspace whose packages are installed
 * together. `undefined` where nothing is installed.
 */
export function findCacheFolder(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const packages = join(folder, 'node_modules')
    if (existsSync(packages) && existsSync(join(folder, 'package.json')))
      return join(packages, '.cache', 'covtree')
    if (dirname(folder) === folder) return undefined
  }
}

/** Names all that the structure of a text depends on besides that text; `undefined` where covtree was not built. */
export function nameMaker(): string | undefined {
  if (typeof covtreeSources === 'undefined') return undefined
  const { version } = createRequire(import.meta.url)('acorn/package.json') as { version: string }
  return `covtree ${covtreeSources}, acorn ${version}`
}
