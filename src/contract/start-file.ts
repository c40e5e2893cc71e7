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
  cache: Uint8Array
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

/** Bytes of the header: the lengths of the file, the cache and the code, and an unused number. V8 needs its cache aligned to 8 bytes. */
export const headerLength = 16

/** Packs the content, twice, so that a child can check each byte. A checksum would need `node:zlib`. */
export function packStartFile({ config, code, cache }: StartFile): Buffer {
  const parts = [Buffer.alloc(headerLength), cache, Buffer.from(code), Buffer.from(config)]
  const half = Buffer.concat(parts)
  new Uint32Array(half.buffer, half.byteOffset, 3).set([2 * half.length, cache.length, code.length])
  return Buffer.concat([half, half])
}

/** Node's native functions below `toString` (18 to 26): V8 would have to compile the JavaScript around them. */
interface NativeBuffer {
  latin1Slice(this: Uint8Array, start: number, end: number): string
  utf8Slice(this: Uint8Array, start: number, end: number): string
}

/** Unpacks a start file; undefined if a byte is wrong or missing. */
export function unpackStartFile(packed: Uint8Array): StartFile | undefined {
  const half = packed.length / 2
  const { equals, latin1Slice, utf8Slice } = Buffer.prototype as Buffer & NativeBuffer
  if (half < headerLength || !equals.call(packed.subarray(0, half), packed.subarray(half))) return undefined
  const lengths = new Uint32Array(packed.buffer, packed.byteOffset, 3)
  const cacheEnd = headerLength + lengths[1]!
  const codeEnd = cacheEnd + lengths[2]!
  return {
    cache: packed.subarray(headerLength, cacheEnd),
    code: latin1Slice.call(packed, cacheEnd, codeEnd),
    config: utf8Slice.call(packed, codeEnd, half),
  }
}
