import { closeSync, decode, openSync, readSync } from '../node/primordials.ts'

/** Bytes read from the end of a file: the comment stands there, with little text after it (a second comment, a licence). */
const tail = 4096
const marker = 'sourceMappingURL='
let buffer: Uint8Array | undefined

/**
 * The URL in the source map comment of a text; `data:` alone for an inline map, undefined without a comment.
 * `text` may be the last part of a text, in which the beginning of an inline map is cut off: a long unbroken base64 text is taken for one.
 */
export function findSourceMapComment(text: string): string | undefined {
  const at = text.lastIndexOf(marker)
  if (at !== -1) {
    const before = text.charAt(at - 2)
    if (before !== '#' && before !== '@') return undefined
    const url = /^[^\s'"`*]*/.exec(text.slice(at + marker.length, at + marker.length + 2048))![0]
    return url.startsWith('data:') ? 'data:' : url || undefined
  }
  // Code has a space among its last characters. Looking for it is faster than compiling the regular expression.
  return isUnbroken(text.trimEnd()) && /[A-Za-z0-9+/%]{1000,}={0,2}\s*$/.test(text) ? 'data:' : undefined
}

function isUnbroken(text: string): boolean {
  if (text.length < 1000) return false
  for (let i = text.length - 1; i >= text.length - 1000; i--) if (text.charCodeAt(i) <= 0x20) return false
  return true
}

/** {@link findSourceMapComment} of a file, from its last bytes alone. Throws what `fs` throws. */
export function readSourceMapComment(path: string, size: number): string | undefined {
  buffer ??= new Uint8Array(tail)
  const fd = openSync(path, 'r')
  try {
    const read = readSync(fd, buffer, 0, tail, Math.max(0, size - tail))
    return findSourceMapComment(decode(buffer, read, 'latin1'))
  } finally {
    closeSync(fd)
  }
}
