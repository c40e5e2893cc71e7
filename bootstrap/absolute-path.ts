const isWindows = process.platform === 'win32'

/** Stands between paths in a list. */
export const delimiter = isWindows ? ';' : ':'
/** Ends a folder. */
export const separator = isWindows ? '\\' : '/'

/** Makes a path absolute and plain. `node:path` is loaded only for one that is not: the parent's never are. */
export function toAbsolute(path: string): string {
  if (!isWindows && path[0] === '/' && !/\/(?:\.{0,2}\/|\.{0,2}$)/.test(path)) return path
  const { resolve } = require('node:path') as typeof import('node:path')
  return resolve(path)
}
