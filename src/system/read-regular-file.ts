import { readFileSync, statSync } from 'node:fs'

/**
 * Reads a regular file as UTF-8. Reading a FIFO or a device, which a process may have run as a script, could block for ever.
 * Throws what `fs` throws, and an error for anything but a regular file.
 */
export function readRegularFile(path: string): string {
  if (!statSync(path).isFile()) throw new Error(`${path} is no regular file`)
  return readFileSync(path, 'utf8')
}
