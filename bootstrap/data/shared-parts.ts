// Many processes run the same program and have equal counts. Such parts of their data files are written once.

import { longestOwnPart } from '../../src/contract/data-file.ts'
import { sharedFile } from '../../src/contract/data-layout.ts'
import { hashText } from './hash.ts'
import { writeOnce } from './write-file.ts'

/** Writes a long part to a file of its own, unless it is there, and returns the file's name; `undefined` for a short part. */
export function sharePart(dataFile: string, part: string): string | undefined {
  if (part.length <= longestOwnPart) return undefined
  const name = hashText(part)
  writeOnce(sharedFile(dataFile, name), part)
  return name
}
