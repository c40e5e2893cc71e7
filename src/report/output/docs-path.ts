import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'

/** Where a page of covtree's docs is installed. */
export interface DocsPath {
  /** As it is shown: relative to the project if it lies inside. */
  shown: string
  absolute: string
}

/** Finds docs/messages.md as a path that opens: in the project's node_modules or those of a folder above it, else where covtree lies. */
export function findMessages(root: string): DocsPath {
  const inPackage = join('docs', 'messages.md')
  for (const folder of foldersFrom(root)) {
    const found = join(folder, 'node_modules', 'covtree')
    if (!existsSync(join(found, 'package.json'))) continue
    const absolute = join(found, inPackage)
    return { shown: relative(root, absolute).split(sep).join('/'), absolute }
  }
  const absolute = join(dirname(createRequire(import.meta.url).resolve('covtree/package.json')), inPackage)
  return { shown: absolute, absolute }
}

/** Lists a folder and those above it. */
function foldersFrom(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...foldersFrom(above)]
}
