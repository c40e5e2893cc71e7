// The start file: the bootstrap, V8's code cache of it, and the config. The run makes it once, for its own version of Node, and each child
// reads it at its start. V8 refuses a cache of another version or with other flags, and compiles then. A cache with a wrong byte
// would end the child (Node 20 to 26).

/** Path of the start file for this Node: beside the config. */
export function startFile(config: string): string {
  return `${config}.${process.version}-${process.arch}`
}

/** The content of a start file. */
export interface StartFile {
  /** The text of the config. */
  config: string
  /** The text of the bootstrap after {@link wrapCode}, ASCII alone. */
  code: string
  /** V8's code cache of `code`. */
  cache: Buffer
}

/** A config that was read from a start file. */
export interface ReadConfig {
  path: string
  text: string
}

/** Wraps the bootstrap's text as Node wraps a CommonJS module, with one parameter more, a {@link ReadConfig}. */
export function wrapCode(code: string): string {
  return `(function(exports,require,module,__filename,__dirname,covtreeConfig){${code}\n})`
}

/** Two lengths. V8 needs its cache aligned to 8 bytes. */
const headerLength = 8

/** Packs the content, twice, so that a child can check each byte. A checksum would need `node:zlib`. */
export function packStartFile({ config, code, cache }: StartFile): Buffer {
  const header = Buffer.alloc(headerLength)
  header.writeUInt32LE(cache.length, 0)
  header.writeUInt32LE(Buffer.byteLength(code), 4)
  const parts = [header, cache, Buffer.from(code), Buffer.from(config)]
  return Buffer.concat([...parts, ...parts])
}

/** Unpacks a start file; undefined if a byte is wrong or missing. */
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
