// Many processes run the same program and have equal counts. Such parts of their data files are written once.

import { longestOwnPart } from '../../src/contract/data-file.ts'
import { sharedFile } from '../../src/contract/data-layout.ts'
import { hashText } from '../../src/contract/hash.ts'
import { isThere } from '../node/is-there.ts'
import { writeOnce } from './write-file.ts'

/**
 * Writes a long part to a file of its own, unless it is there, and returns the file's name; `undefined` for a short part.
 * @param onNew called for a part that no process has shared before
 */
export function sharePart(dataFile: string, part: string, onNew?: () => void): string | undefined {
  if (part.length <= longestOwnPart) {
    onNew?.()
    return undefined
  }
  const name = hashText(part)
  const path = sharedFile(dataFile, name)
  if (onNew && !isThere(path)) onNew()
  writeOnce(path, part)
  return name
}
