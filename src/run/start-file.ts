import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'
import * as zlib from 'node:zlib'
import { type Checksum, packStartFile, startFile, wrapCode } from '../contract/start-file.ts'

/**
 * Writes what the children of this run read at their start, beside the config. Takes 5 to 10 ms; where it cannot be written,
 * children read and compile the parts themselves.
 * @param bootstrap path of the bootstrap proper
 */
export function writeStartFile(bootstrap: string, configFile: string, config: string): void {
  // Node >= 20.15 and 22.2.
  const { crc32 } = zlib as { crc32?: Checksum }
  if (!crc32) return
  try {
    const code = wrapCode(readFileSync(bootstrap, 'latin1'))
    const cache = compile(code, bootstrap).createCachedData()
    const path = startFile(configFile)
    // Whole or not at all: a child may start at any time.
    writeFileSync(`${path}.tmp`, packStartFile({ config, code, cache }, crc32), { mode: 0o600 })
    renameSync(`${path}.tmp`, path)
  } catch {
    // A folder without space, a Node without these flags.
  }
}

/** Compiles all functions, not only those that run when the script is loaded. */
function compile(code: string, filename: string): Script {
  setFlagsFromString('--no-lazy')
  try {
    return new Script(code, { filename })
  } finally {
    // Before the cache is made: V8 asks of who uses it the flags that differ from their defaults then.
    setFlagsFromString('--lazy')
  }
}
