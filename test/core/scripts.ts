import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The scripts of a folder that are not too large for a test. */
export function listScripts(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .map(name => join(folder, name))
    .filter(path => /\.[cm]?js$/.test(path) && statSync(path).isFile() && statSync(path).size < 200_000)
}
