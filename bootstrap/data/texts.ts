// Saves texts that the parent cannot read from disk, once for all processes of a run. The name is a hash of the text.

import { textFile } from '../../src/contract/data-layout.ts'
import { folderOf } from '../../src/contract/folder-of.ts'
import { hashText } from '../../src/contract/hash.ts'
import { isShortage } from '../../src/system/shortage.ts'
import { toAbsolute } from '../node/absolute-path.ts'
import { debugLog } from '../node/debug-log.ts'
import { isThere } from '../node/is-there.ts'
import { copyFileSync, readText } from '../node/primordials.ts'
import { putInPlace, removeFile, temporaryFor, writeOnce } from './write-file.ts'

/** Names of a saved text and its source map, as they stand in a `ScriptInfo`. */
export interface SavedText {
  text: string
  map?: string
}

function isSaved(dataFile: string, name: string): boolean {
  return isThere(textFile(dataFile, name))
}

/** Saves a text that is in memory alone, with the external source map its comment names. */
export function saveText(
  dataFile: string,
  text: string,
  comment: string | undefined,
  path?: string,
): SavedText {
  const name = hashText(text)
  writeOnce(textFile(dataFile, name), text)
  return withMap(dataFile, name, comment, path)
}

/** Saves a copy of a file. Later processes that run the same version of the file only check that the copy exists. */
export function saveFile(
  dataFile: string,
  path: string,
  stat: { size: number; mtimeMs: number },
  comment: string | undefined,
): SavedText {
  const name = hashText(`${path}\0${stat.size}\0${stat.mtimeMs}`)
  if (!isSaved(dataFile, name)) {
    try {
      copyWhole(path, textFile(dataFile, name))
    } catch {
      // The folder for texts may be missing, or the file's mode may stop the copy: writing the text works in both cases.
      writeOnce(textFile(dataFile, name), readText(path))
    }
  }
  return withMap(dataFile, name, comment, path)
}

function copyWhole(from: string, to: string): void {
  const temporary = temporaryFor(to)
  copyFileSync(from, temporary)
  try {
    putInPlace(temporary, to, () => isThere(to))
  } catch (error) {
    removeFile(temporary)
    throw error
  }
}

function withMap(dataFile: string, name: string, comment: string | undefined, path?: string): SavedText {
  if (!comment || comment.startsWith('data:') || !path) return { text: name }
  const map = `${name}.map`
  try {
    if (!isSaved(dataFile, map)) {
      const mapPath = findMap(path, comment)
      if (mapPath === undefined) return { text: name }
      writeOnce(textFile(dataFile, map), readText(mapPath))
    }
    return { text: name, map }
  } catch (error) {
    if (isShortage(error)) throw error
    debugLog(`no source map for ${path}`, error)
    return { text: name }
  }
}

/** Path of the source map that a comment names by a URL or a path; undefined for a URL of another kind than `file:`. Throws for an invalid URL. */
function findMap(from: string, comment: string): string | undefined {
  // A letter by itself is a drive of Windows.
  if (/^[a-z][a-z\d+.-]+:/i.test(comment)) {
    const url = new URL(comment)
    const { fileURLToPath } = require('node:url') as typeof import('node:url')
    return url.protocol === 'file:' ? fileURLToPath(url) : undefined
  }
  const name = decodeURI(comment.split(/[?#]/)[0]!)
  return /^(?:[\\/]|[a-z]:)/i.test(name) ? name : toAbsolute(`${folderOf(from)}/${name}`)
}
