import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Node } from 'acorn'
import { isPlain } from '../../src/core/structure/plain-structure.ts'
import { parseModule } from '../../src/core/syntax/program.ts'
import { removeMark } from '../../src/system/byte-order-mark.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Folders of scripts of many kinds, in this repository. */
export const scriptFolders = [
  'node_modules/picomatch',
  'node_modules/zod/v4/core',
  'node_modules/istanbul-reports',
  'fixtures',
]

/** The scripts of one of {@link scriptFolders} that are plain modules. */
export function* readPlainScripts(folder: string): Generator<{ path: string; text: string; program: Node }> {
  for (const path of listScripts(join(root, folder))) {
    const text = removeMark(readFileSync(path, 'utf8'))
    const program = isPlain(text) ? parseModule(text) : undefined
    if (program) yield { path, text, program }
  }
}

/** The scripts of a folder that are not too large for a test. */
export function listScripts(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .map(name => join(folder, name))
    .filter(path => /\.[cm]?js$/.test(path) && statSync(path).isFile() && statSync(path).size < 200_000)
}
