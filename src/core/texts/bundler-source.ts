import { dirname, isAbsolute, join } from 'node:path'
import { isSameText, readText } from './same-text.ts'

/**
 * The address webpack, rspack and turbopack give a source by default: `webpack://name/./src/a.ts?1a2b`, relative to the folder
 * of the bundler's config, which the map does not name. Tools that take an address for a path put `../` before it.
 */
const addressPattern =
  /^(?:\.{0,2}\/)*(?:webpack|rspack|turbopack)(?:-\w+)?:\/\/?[^/]*\/(?:\[project\]\/)?(.*)$/

/** Whether a script or source has a bundler's address instead of a path. */
export function isBundlerAddress(name: string): boolean {
  return addressPattern.test(name)
}

/**
 * Finds the file behind a bundler's address: the nearest one at or above the folder of the map with the content in the map. The content
 * tells it from another package's `src/index.ts`.
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
  for (let folder = isAbsolute(mapPath) ? dirname(mapPath) : process.cwd(); ; folder = dirname(folder)) {
    const path = join(folder, name)
    const text = readText(path)
    if (text !== undefined && (content == null || isSameText(text, content))) return path
    if (folder === dirname(folder)) return undefined
  }
}
