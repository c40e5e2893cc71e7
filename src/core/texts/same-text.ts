import { readRegularFile } from '../../system/read-regular-file.ts'

/** The text of a file, or `undefined` when there is none. */
export function readText(path: string): string | undefined {
  try {
    return readRegularFile(path)
  } catch {
    return undefined
  }
}

/** Whether positions in one text are valid in the other: loaders drop a byte order mark, convert line ends, or end the last line. */
export function isSameText(one: string, other: string): boolean {
  return one === other || normalize(one) === normalize(other)
}

function normalize(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trimEnd()
}
