import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Follows the links in a path, as far as it exists: its last parts may be missing, or be a glob. */
export function followLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const folder = dirname(path)
    return folder === path ? path : join(followLinks(folder), basename(path))
  }
}
