// Paths of scripts and sources, of this system and of others: data may come from Windows and be reported on Linux, or the other way around.
// On other systems, a path of Windows has its form in a file URL: `/W:/app/a.js`.
import { dirname, posix, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const isWindows = sep === '\\'
const windowsPath = /^[a-z]:[\\/]/i
/** An address of which nothing has to be decoded or left out. */
const plainAddress = /^file:\/\/(?:\/[\w@+=,~-][\w@+=,~.-]*)+$/

/** The path of a `file:` URL without query and hash, or `undefined`. */
export function toPath(url: string): string | undefined {
  if (!isWindows && plainAddress.test(url)) return url.slice('file://'.length)
  const plain = url.replace(/[?#].*$/s, '')
  try {
    return fileURLToPath(plain)
  } catch {
    // Windows takes no path without a drive: it is one of another system.
    return isWindows && plain.startsWith('file:///') ? decode(plain.slice('file://'.length)) : undefined
  }
}

/** The path that the URL of a script names, in the form described above; `undefined` for a wrong URL. */
export function readPath(url: string): string | undefined {
  // Most scripts.
  if (url[0] === '/') return url
  if (url.startsWith('file:')) return toPath(url)
  return windowsPath.test(url) ? toKnownForm(url) : url
}

/** Whether a path is absolute on some system. */
export function isAbsolutePath(path: string): boolean {
  return path[0] === '/' || windowsPath.test(path) || (isWindows && path[0] === '\\')
}

/** An absolute path in the form described above. */
function toKnownForm(path: string): string {
  if (windowsPath.test(path)) return isWindows ? resolve(path) : `/${path.replaceAll('\\', '/')}`
  // Windows would put a drive before it.
  return isWindows && path.startsWith('/') ? path : resolve(path)
}

/** Resolves a path, relative to the folder of `base`, which has the form described above. */
export function resolveBeside(base: string, path: string): string {
  if (isAbsolutePath(path)) return toKnownForm(path)
  if (base[0] !== '/') return resolve(dirname(base), path)
  // On other systems a backslash is part of a name.
  const relative = windowsPath.test(base.slice(1)) ? path.replaceAll('\\', '/') : path
  return posix.resolve(posix.dirname(base), relative)
}

/** Decodes the part of a URL, or leaves it as it is. */
export function decode(path: string): string {
  try {
    return path.includes('%') ? decodeURIComponent(path) : path
  } catch {
    return path
  }
}
