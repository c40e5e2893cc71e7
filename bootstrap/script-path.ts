const isWindows = process.platform === 'win32'

/** Path of the file a script was loaded from; undefined for `data:` URLs, evaluated text and the like. */
export function scriptPath(url: string): string | undefined {
  if (url[0] === '/' || (isWindows && /^(?:\\\\|[a-z]:[\\/])/i.test(url))) return url
  if (!url.startsWith('file:')) return undefined
  try {
    // What `fileURLToPath` does with almost all of them, without loading it.
    if (!isWindows && url.startsWith('file:///') && !/[%?#]/.test(url)) return url.slice('file://'.length)
    const { fileURLToPath } = require('node:url') as typeof import('node:url')
    return fileURLToPath(url)
  } catch {
    return undefined
  }
}

/** Whether a path is in an installed package. Folders such as `node_modules/.cache` hold generated files, not packages. */
export function isInstalled(path: string): boolean {
  return /[\\/]node_modules[\\/][^.]/.test(path)
}

/** Whether a path is inside one of the roots, which end with a separator. */
export function isInside(path: string, roots: string[]): boolean {
  for (const root of roots) if (path.startsWith(root)) return true
  return false
}

/** Whether a script of this URL may be one that is kept: not Node's own, evaluated, or of an installed package. */
export function isCandidate(url: string): boolean {
  if (url === '' || /^(?:node:|wasm:|\[eval|\[stdin)/.test(url)) return false
  const path = scriptPath(url)
  return path === undefined || !isInstalled(path)
}
