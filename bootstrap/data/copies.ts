// Copies of the project's files that lie elsewhere: in a package that a test packed and installed, or in a folder that it copied.

import { readText, statFile } from '../node/primordials.ts'
import { findOwnFile, isInside, isInstalled } from '../node/script-path.ts'
import type { Settings } from '../settings.ts'

/** Finds the file of the project that a file outside of it is a copy of: one with the same last part of its path and the same content. */
export function findOriginal(
  path: string,
  { roots, packages }: Pick<Settings, 'roots'> & { packages: Record<string, string> | undefined },
): string | undefined {
  if (isInstalled(path)) {
    const own = findOwnFile(path, packages)
    return own !== undefined && isCopy(path, own) ? own : undefined
  }
  if (isInside(path, roots)) return undefined
  for (const root of roots)
    for (let at = nextSlash(path, 1); at !== -1; at = nextSlash(path, at + 1)) {
      const original = root + path.slice(at + 1)
      if (isCopy(path, original)) return original
    }
  return undefined
}

function nextSlash(path: string, from: number): number {
  for (let at = from; at < path.length; at++) if (path[at] === '/' || path[at] === '\\') return at
  return -1
}

function isCopy(path: string, original: string): boolean {
  const size = statFile(original)?.size
  return size !== undefined && statFile(path)?.size === size && readText(path) === readText(original)
}
