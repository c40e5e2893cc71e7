import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Script } from 'node:vm'
import { packStartFile, startFile, wrapCode } from '../../contract/start-file.ts'
import { removeQuietly, whenFree } from '../../system/busy-file.ts'
import { compileCachedFunctions } from './cached-functions.ts'

/**
 * Writes what the children of this run read at their start, beside the config. Takes 5 to 10 ms; where it cannot be written,
 * children read and compile the parts themselves.
 * @param bootstrap path of the bootstrap proper
 */
export function writeStartFile(bootstrap: string, configFile: string, config: string): void {
  const path = startFile(configFile)
  const own = `${path}.tmp`
  try {
    const code = wrapCode(readFileSync(bootstrap, 'latin1'))
    const script = new Script(code, { filename: bootstrap })
    compileCachedFunctions(script, bootstrap)
    const cache = script.createCachedData()
    // Whole or not at all: a child may start at any time.
    writeFileSync(own, packStartFile({ config, code, cache }), { mode: 0o600 })
    whenFree(() => renameSync(own, path))
  } catch {
    // A folder without space: what there is belongs to the data.
    removeQuietly(own)
  }
}
