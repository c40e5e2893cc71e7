// What a child reads at its start, in one file: the bootstrap, V8's code cache of it, and the config. Made once a run, for the Node
// that the run itself uses. V8 refuses a cache of another version or made with other flags, and compiles then; one with a
// wrong byte would end the child (Node 20 to 26).

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

/** Two lengths. V8 wants its bytes aligned to 8. */
const headerLength = 8

/** Puts the parts into one file: twice, so that a child sees whether each byte is right. A checksum would need `node:zlib`. */
export function packStartFile({ config, code, cache }: StartFile): Buffer {
  const header = Buffer.alloc(headerLength)
  header.writeUInt32LE(cache.length, 0)
  header.writeUInt32LE(Buffer.byteLength(code), 4)
  const parts = [header, cache, Buffer.from(code), Buffer.from(config)]
  return Buffer.concat([...parts, ...parts])
}

/** Takes a file apart; undefined if it is not whole. */
export function unpackStartFile(packed: Buffer): StartFile | undefined {
  const half = packed.length / 2
  if (half < headerLength || !packed.subarray(0, half).equals(packed.subarray(half))) return undefined
  const cacheEnd = headerLength + packed.readUInt32LE(0)
  const codeEnd = cacheEnd + packed.readUInt32LE(4)
  return {
    cache: packed.subarray(headerLength, cacheEnd),
    code: packed.toString('latin1', cacheEnd, codeEnd),
    config: packed.toString('utf8', codeEnd, half),
  }
}
