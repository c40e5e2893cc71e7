import { isWindows } from '../../src/system/platform.ts'
import { followLink } from './kept-links.ts'

/** Path of the file that a script was loaded from; undefined for `data:` URLs, evaluated text and the like. */
export function scriptPath(url: string): string | undefined {
  if (url[0] === '/' || (isWindows && /^(?:\\\\|[a-z]:[\\/])/i.test(url))) return url
  if (!url.startsWith('file:')) return undefined
  try {
    // The result of `fileURLToPath` for almost all URLs, without loading `node:url`.
    if (!isWindows && url.startsWith('file:///') && !isEncoded(url)) return url.slice('file://'.length)
    const { fileURLToPath } = require('node:url') as typeof import('node:url')
    return fileURLToPath(url)
  } catch {
    return undefined
  }
}

function isEncoded(url: string): boolean {
  return url.includes('%') || url.includes('?') || url.includes('#')
}

const packages = 'node_modules'

/** Whether a path is in an installed package. Folders such as `node_modules/.cache` hold generated files, not packages. */
export function isInstalled(path: string): boolean {
  for (let at = path.indexOf(packages); at !== -1; at = path.indexOf(packages, at + 1)) {
    const end = at + packages.length
    if (isSlash(path[at - 1]) && isSlash(path[end]) && path[end + 1] !== '.') return true
  }
  return false
}

/**
 * Path in the project of a file of an installed package, if that is one of the project's own: a test has packed and installed it.
 * @param path one that {@link isInstalled}
 * @param own folders of the project's packages, by their names
 */
export function findOwnFile(path: string, own: Record<string, string> = {}): string | undefined {
  const inside = path.slice(path.lastIndexOf(packages) + packages.length + 1)
  const name = /^(?:@[^\\/]+[\\/])?[^\\/]+/.exec(inside)?.[0] ?? ''
  const folder = own[name.replace('\\', '/')]
  return typeof folder === 'string' ? folder + inside.slice(name.length) : undefined
}

function isSlash(char: string | undefined): boolean {
  return char === '/' || char === '\\'
}

/** What their file systems do by default. */
const ignoresCase = isWindows || process.platform === 'darwin'

function isInsideAnyCase(path: string, roots: string[]): boolean {
  const lower = path.toLowerCase()
  for (const root of roots) if (lower.startsWith(root.toLowerCase())) return true
  return false
}

/** Whether a path is inside one of the roots, which end with a separator. */
export function isInside(path: string, roots: string[]): boolean {
  for (const root of roots) if (path.startsWith(root)) return true
  return ignoresCase && isInsideAnyCase(path, roots)
}

/** Whether a bundle evaluated a module of the project under its own address, as webpack's `devtool: 'eval'` does. */
export function isBundled(url: string): boolean {
  const isAddress = url.startsWith('webpack') || url.startsWith('rspack') || url.startsWith('turbopack')
  return isAddress && url.includes('://') && !isInstalled(url)
}

const foreign = ['node:', 'wasm:', '[eval', '[stdin']

/**
 * Whether a script with this URL may be kept. Scripts of Node, of covtree, of installed packages and evaluated ones are not.
 * @param own folders of the project's packages, by their names: these may be installed
 */
export function isCandidate(url: string, own: Record<string, string> | undefined): boolean {
  if (url === '') return false
  for (const start of foreign) if (url.startsWith(start)) return false
  const path = scriptPath(url)
  if (path === undefined) return true
  if (path.startsWith(__dirname)) return false
  return !isInstalled(path) || findOwnFile(path, own) !== undefined || !isInstalled(followLink(path))
}
