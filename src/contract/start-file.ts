// What a child reads at its start, in one file: the bootstrap, V8's code cache of it, and the config. Made once a run, for the Node
// that the run itself uses. V8 refuses a cache of another version or made with other flags, and compiles then; one with a
// wrong byte would end the child (Node 20 to 26), so a checksum leads the file.
import type { Buffer } from 'node:buffer'

/** Where it lies for this Node: beside the config. */
export function startFile(config: string): string {
  return `${config}.${process.version}-${process.arch}`
}

/** What a start file holds. */
export interface StartFile {
  /** The text of the config. */
  config: string
  /** The text of the bootstrap after {@link wrapCode}, ASCII alone. */
  code: string
  /** V8's code cache of `code`. */
  cache: Buffer
}

/** The config as it was read together with the bootstrap. */
export interface ReadConfig {
  path: string
  text: string
}

/** The text that is compiled: the bootstrap's, as a CommonJS module is wrapped, with one parameter more, a {@link ReadConfig}. */
export function wrapCode(code: string): string {
  return `(function(exports,require,module,__filename,__dirname,covtreeConfig){${code}\n})`
}

/** Checksum and two lengths. V8 wants its bytes aligned to 8. */
const headerLength = 16

/** Node's checksum of bytes (20.15, 22.2 and later). */
export type Checksum = (bytes: Uint8Array, start: number) => number

/** Puts the parts into one file. */
export function packStartFile({ config, code, cache }: StartFile, checksum: Checksum): Uint8Array {
  const codeBytes = new TextEncoder().encode(code)
  const configBytes = new TextEncoder().encode(config)
  const packed = new Uint8Array(headerLength + cache.length + codeBytes.length + configBytes.length)
  const header = new DataView(packed.buffer)
  header.setUint32(4, cache.length, true)
  header.setUint32(8, codeBytes.length, true)
  packed.set(cache, headerLength)
  packed.set(codeBytes, headerLength + cache.length)
  packed.set(configBytes, headerLength + cache.length + codeBytes.length)
  header.setUint32(0, checksum(packed.subarray(4), 0), true)
  return packed
}

/** Takes a file apart; undefined if it is not whole. */
export function unpackStartFile(packed: Buffer, checksum: Checksum): StartFile | undefined {
  if (packed.length < headerLength) return undefined
  if (checksum(packed.subarray(4), 0) !== packed.readUInt32LE(0)) return undefined
  const cacheEnd = headerLength + packed.readUInt32LE(4)
  const codeEnd = cacheEnd + packed.readUInt32LE(8)
  return {
    cache: packed.subarray(headerLength, cacheEnd),
    code: packed.toString('latin1', cacheEnd, codeEnd),
    config: packed.toString('utf8', codeEnd),
  }
}
