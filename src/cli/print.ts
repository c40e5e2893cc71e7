import { writeSync } from 'node:fs'

/**
 * Prints lines to stdout. On Linux what `process.stdout` prints is written when it returns, so that nothing is in the way of writing
 * without it: Node loads twenty modules for one that is a pipe.
 */
export function printLines(lines: readonly string[]): void {
  const text = lines.map(line => `${line}\n`).join('')
  let rest = Buffer.from(text)
  try {
    while (process.platform === 'linux' && rest.length > 0) rest = rest.subarray(writeSync(1, rest))
  } catch {
    // A reader that is gone or slow: the stream knows what to do.
  }
  if (rest.length > 0) process.stdout.write(rest)
}
