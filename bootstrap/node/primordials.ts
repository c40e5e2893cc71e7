import type { Stats } from 'node:fs'

// Functions of Node and JavaScript, taken before the program starts: it may replace, mock or freeze any of them later.
// `fs.writeFileSync` is not here: it calls the replaceable `fs.openSync` and `fs.writeSync`.
// `require`, because the bundler would copy all of an imported module.
const fs = require('node:fs') as typeof import('node:fs')

/** The part of a mode that tells the type of a file, and its value for regular files. */
const typeMask = 0o170000
const regularFile = 0o100000

export const {
  openSync,
  writeSync,
  readSync,
  closeSync,
  renameSync,
  unlinkSync,
  mkdirSync,
  statSync,
  readdirSync,
  copyFileSync,
  linkSync,
} = fs
export const realPath: (path: string) => string = fs.realpathSync.native
export const { parse } = JSON
const { stringify: print } = JSON
export const { apply, construct, getPrototypeOf, setPrototypeOf, getOwnPropertyDescriptor } = Reflect
const { defineProperty: define } = Reflect
export const now = Date.now

/** `JSON.stringify`, without the `toJSON` methods that a program may have put on the prototypes of objects and arrays. */
export function stringify(value: unknown): string {
  return print('toJSON' in [] ? withoutPrototypes(value) : value)
}

/** As `Reflect.defineProperty`, without the `get` or `value` that a program may have put on Object.prototype. Changes the descriptor's prototype. */
export function defineProperty(target: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
  setPrototypeOf(descriptor, null)
  return define(target, key, descriptor)
}

function withoutPrototypes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const copy: unknown[] | Record<string, unknown> = Array.isArray(value) ? [] : {}
  setPrototypeOf(copy, null)
  for (const key of Object.keys(value))
    (copy as Record<string, unknown>)[key] = withoutPrototypes((value as Record<string, unknown>)[key])
  return copy
}
const { bind } = Function.prototype
const { push } = Array.prototype
/** Returns a function that appends to `list` and in which no JavaScript runs. */
export const bindPush = <T>(list: T[]): ((item: T) => number) => apply(bind, push, [list])
export const { from: bufferFrom, byteLength } = Buffer
const { subarray } = Buffer.prototype
/** Node's native functions below `toString` (18 to 26). V8 would have to compile the JavaScript around them in each child. */
const { latin1Slice, utf8Slice } = Buffer.prototype as unknown as Record<
  string,
  (start: number, end: number) => string
>
/** The first bytes of a buffer as text. */
export const decode = (buffer: Uint8Array, length: number, encoding: 'utf8' | 'latin1' = 'utf8'): string =>
  apply(encoding === 'utf8' ? utf8Slice! : latin1Slice!, buffer, [0, length])
/** As `Atomics.add`. */
export const add = globalThis.Atomics?.add as (cells: Int32Array, index: number, value: number) => number
// A program may be started without Atomics. Calls of these then fail inside a `try` of the bootstrap.
export const wait = globalThis.Atomics?.wait as typeof Atomics.wait

/**
 * Reads a regular file. Reading a FIFO, a socket or a device would block, or take bytes from the program. Not `fs.readFileSync`, which calls
 * functions that a program may replace. Throws what `fs` throws.
 */
export function readBytes(path: string): Uint8Array {
  const stats = statFile(path)
  if (!stats) throw new Error(`${path} is no regular file`)
  const { size } = stats
  const fd = openSync(path, 'r')
  try {
    // Files of /proc have a size of 0.
    const buffer = new Uint8Array(size || 4096)
    let length = 0
    for (;;) {
      const read = readSync(fd, buffer, length, buffer.length - length, null)
      length += read
      if (length === buffer.length) return buffer
      if (read === 0) return apply(subarray, buffer, [0, length])
    }
  } finally {
    closeSync(fd)
  }
}

/** The status of a regular file; undefined if there is none, or none that this process may look at. */
export function statFile(path: string): Stats | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats && (stats.mode & typeMask) === regularFile ? stats : undefined
  } catch {
    return undefined
  }
}

/** {@link readBytes} as UTF-8. */
export function readText(path: string): string {
  const buffer = readBytes(path)
  return decode(buffer, buffer.length)
}
