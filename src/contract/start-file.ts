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

/** Bytes of the header: the lengths of the cache, the code, and the code with the config. */
const headerLength = 12

/**
 * How many bytes a child compares at once. The first use of a page of memory costs a process more than copying the page (13 to 24 µs on a
 * virtual machine), so a child reads into the same few pages.
 */
const chunk = 65_536

/** Packs the content. Each part stands there twice, so that a child can check each byte. A checksum would need `node:zlib`. */
export function packStartFile({ config, code, cache }: StartFile): Buffer {
  const text = Buffer.from(code + config)
  const header = Buffer.from(Uint32Array.of(cache.length, code.length, text.length).buffer)
  return Buffer.concat([header, header, text, text, cache, cache])
}

/** Node's native functions below `toString` (18 to 26): V8 would have to compile the JavaScript around them. */
interface NativeBuffer {
  latin1Slice(this: Uint8Array, start: number, end: number): string
  utf8Slice(this: Uint8Array, start: number, end: number): string
}

type Files = Pick<typeof import('node:fs'), 'openSync' | 'readSync' | 'closeSync'>

/** Reads the start file for this Node; undefined if the run has made none, or if a byte is wrong or missing. */
export function readStartFile(
  config: string,
  { openSync, readSync, closeSync }: Files,
): StartFile | undefined {
  const { equals, latin1Slice, utf8Slice } = Buffer.prototype as Buffer & NativeBuffer
  const second = new Uint8Array(chunk)
  let fd = -1
  /** Reads a part; false if its second copy differs. */
  const isRead = (part: Uint8Array): boolean => {
    if (readSync(fd, part, 0, part.length, null) !== part.length) return false
    for (let at = 0; at < part.length; at += chunk) {
      const end = Math.min(at + chunk, part.length)
      if (readSync(fd, second, 0, end - at, null) !== end - at) return false
      if (!equals.call(part.subarray(at, end), second.subarray(0, end - at))) return false
    }
    return true
  }
  try {
    fd = openSync(startFile(config), 'r')
    const header = new Uint8Array(headerLength)
    if (!isRead(header)) return undefined
    const lengths = new Uint32Array(header.buffer)
    const [cacheEnd, codeEnd, textEnd] = [lengths[0]!, lengths[1]!, lengths[2]!]
    // V8 needs its cache aligned to 8 bytes, so the cache takes the text's place.
    const buffer = new Uint8Array(Math.max(cacheEnd, textEnd))
    const cache = buffer.subarray(0, cacheEnd)
    if (!isRead(buffer.subarray(0, textEnd))) return undefined
    const code = latin1Slice.call(buffer, 0, codeEnd)
    const text = utf8Slice.call(buffer, codeEnd, textEnd)
    return isRead(cache) ? { config: text, code, cache } : undefined
  } catch {
    return undefined
  } finally {
    if (fd !== -1) closeSync(fd)
  }
}
