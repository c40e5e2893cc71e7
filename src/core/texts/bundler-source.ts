import { dirname, isAbsolute, join } from 'node:path'
import { isSameText, readText } from './same-text.ts'

/**
 * The address webpack, rspack and turbopack give a source by default: `webpack://name/./src/a.ts?1a2b`, relative to the folder
 * of the bundler's config, which the map does not name. Tools that take an address for a path put `../` before it.
 */
const addressPattern =
  /^(?:\.{0,2}\/)*(?:webpack|rspack|turbopack)(?:-\w+)?:\/\/?[^/]*\/(?:\[project\]\/)?(.*)$/
/** Packages, and Turbopack's own modules: `turbopack:///[turbopack]/shared/runtime-utils.ts`. */
const foreignAddress = /[\\/](?:node_modules|\[(?:turbopack|next|externals)\])[\\/]/

/** Whether a script or source has a bundler's address instead of a path. */
export function isBundlerAddress(name: string): boolean {
  return addressPattern.test(name)
}

/** Whether a source has the address of a module of the program; bundlers give others to packages and to what they add. */
export function isBundledProgram(name: string | null | undefined): boolean {
  return name != null && isBundlerAddress(name) && isProgram(name) && !foreignAddress.test(name)
}

/** Whether an address is that of a module in a file. */
export function isProgram(address: string): boolean {
  return /\.[cm]?[jt]sx?(?:[?#].*)?$/.test(address)
}

/**
 * Finds the file behind a bundler's address: the nearest one at or above the folder of the map with the content in the map. The content
 * tells it from another package's `src/index.ts`. Without such a file, it is the nearest one with a similar text: a loader compiled it
 * without a source map, or it was edited later.
 */
export function findBundlerSource(
  source: string,
  content: string | null | undefined,
  mapPath: string,
): string | undefined {
  const [, address] = addressPattern.exec(source) ?? []
  if (address === undefined) return undefined
  const name = address.replace(/[?#].*$/s, '')
  if (name === '' || name.startsWith('(')) return undefined
  // A text that `eval` ran has an address of its own, and no folder.
  let similar: string | undefined
  for (let folder = isAbsolute(mapPath) ? dirname(mapPath) : process.cwd(); ; folder = dirname(folder)) {
    const path = join(folder, name)
    const text = readText(path)
    if (text !== undefined && (content == null || isSameText(text, content))) return path
    if (text !== undefined && similar === undefined && isSimilar(content!, text)) similar = path
    if (folder === dirname(folder)) return similar
  }
}

const words = /[A-Za-z_$][\w$]{3,}/g
/** The share of the different words of a text that another version of it has, too, at least. */
const leastShare = 0.6

/** Whether most words of a text stand in another one. */
function isSimilar(text: string, other: string): boolean {
  const own = new Set(text.match(words))
  const others = new Set(other.match(words))
  const common = [...own].filter(word => others.has(word)).length
  return common > 0 && common >= own.size * leastShare
}
