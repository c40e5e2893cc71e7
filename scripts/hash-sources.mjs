// A hash of all that structures are made by: what one build keeps of them is nothing to another.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** Defines what `cache-folder.ts` asks for. */
export function defineSources() {
  const hash = createHash('sha256')
  for (const folder of ['src/core', 'src/run']) {
    for (const name of readdirSync(folder, { recursive: true }).sort())
      if (name.endsWith('.ts')) hash.update(`${name}\n`).update(readFileSync(`${folder}/${name}`))
  }
  return { covtreeSources: JSON.stringify(hash.digest('hex').slice(0, 16)) }
}
