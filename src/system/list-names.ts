import { readdirSync } from 'node:fs'

/** The names in a folder; empty if it is gone, is no folder, or may not be read. */
export function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
