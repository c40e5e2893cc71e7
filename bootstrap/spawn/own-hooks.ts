import { folderOf } from '../../src/contract/folder-of.ts'
import { separator } from '../node/absolute-path.ts'
import { isThere } from '../node/is-there.ts'
import { parseNodeOptions } from '../node/node-options.ts'
import { realPath } from '../node/primordials.ts'
import { isInside, isInstalled, scriptPath } from '../node/script-path.ts'

/**
 * Whether module hooks are a file of the project, and not those of an installed tool.
 * @param specifier as `module.register` or `--loader` gets it
 * @param parent URL that the specifier is relative to
 */
export function areOwnHooks(specifier: string, parent: string, roots: string[]): boolean {
  if (specifier.startsWith('.') || specifier.startsWith('/') || specifier.startsWith('file:'))
    return isOwn(scriptPath(new URL(specifier, parent).href), roots)
  const from = scriptPath(parent)
  if (!isOwn(from, roots)) return false
  // Hooks in a `data:` URL may import files of the project.
  return specifier.startsWith('data:') || !isInstalledFrom(specifier, folderOf(from!))
}

/** Whether this process was started with `--loader` and a file of the project. */
export function hasOwnLoader(roots: string[]): boolean {
  const { execArgv, env } = process
  const { NODE_OPTIONS = '' } = env
  const given = NODE_OPTIONS.includes('loader') ? parseNodeOptions(NODE_OPTIONS) : undefined
  const options = [...(given ?? []), ...execArgv]
  for (let i = 0; i < options.length; i++) {
    const [name, value = options[i + 1]] = options[i]!.split('=')
    if (name !== '--loader' && name !== '--experimental-loader') continue
    const { pathToFileURL } = require('node:url') as typeof import('node:url')
    if (value && areOwnHooks(value, pathToFileURL(process.cwd() + separator).href, roots)) return true
  }
  return false
}

function isOwn(path: string | undefined, roots: string[]): boolean {
  return path !== undefined && isInside(path, roots) && !isInstalled(path) && !isHidden(path)
}

/** Whether a tool has made the file, as Yarn makes `.pnp.loader.mjs`. */
function isHidden(path: string): boolean {
  return path[folderOf(path).length + 1] === '.'
}

/** Whether a name without a path is that of an installed package: the project itself and linked packages have files elsewhere. */
function isInstalledFrom(specifier: string, from: string): boolean {
  const parts = specifier.split('/')
  const name = specifier.startsWith('@') ? `${parts[0]}/${parts[1]}` : parts[0]
  for (let folder = from; folder !== '/'; folder = folderOf(folder)) {
    const path = `${folder}/node_modules/${name}`
    if (isThere(path)) return isInstalled(realPath(path))
  }
  return false
}
