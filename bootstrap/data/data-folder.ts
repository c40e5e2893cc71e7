// The data folder may be missing (started by hand), full or not writable: every writer here throws, its caller lets it go.
import { dataFolderNames } from '../../src/contract/data-layout.ts'
import { folderOf } from '../../src/contract/folder-of.ts'
import { whenFree } from '../../src/system/busy-file.ts'
import { isThere } from '../node/is-there.ts'
import {
  bufferFrom,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from '../node/primordials.ts'

/** A folder that this process has seen and that is gone was removed when its run ended: nobody would read or remove a new one. */
let hasWritten = false

/** Tells the temporary files of this thread: another one may write the same text at the same time. */
const writer = `${process.pid}-${process.hrtime.bigint().toString(36)}`

/** A name beside `path` that no other process or thread uses, in containers that share the folder either. */
export function temporaryFor(path: string): string {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  return `${path.slice(0, slash + 1)}.${path.slice(slash + 1)}.${writer}.tmp`
}

/** Writes a file so that a reader sees all of it or nothing. Throws what `fs` throws, and leaves nothing behind then. */
export function writeWhole(path: string, text: string): void {
  const temporary = temporaryFor(path)
  let fd: number
  try {
    fd = openSync(temporary, 'wx', 0o600)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && !hasWritten) makeFolders(folderOf(path))
    // The folders for texts and shared parts may be made by who needs them first. Not their parent: that was removed when the run ended.
    else if (code === 'ENOENT') makeFolder(folderOf(path))
    else if (code === 'EEXIST') unlinkSync(temporary)
    else throw error
    fd = openSync(temporary, 'wx', 0o600)
  }
  try {
    const buffer = bufferFrom(text)
    // write(2) may write less than asked, at 2 GB or where a limit is near.
    for (let written = 0; written < buffer.length; ) written += writeSync(fd, buffer, written)
    closeSync(fd)
    fd = -1
    whenFree(() => renameSync(temporary, path))
    hasWritten = true
  } catch (error) {
    if (fd !== -1) closeSync(fd)
    removeFile(temporary)
    throw error
  }
}

/** {@link writeWhole} for a file whose name tells what it holds: it may be there, or another process may write it just now. */
export function writeOnce(path: string, text: string): void {
  if (isThere(path)) return
  try {
    writeWhole(path, text)
  } catch (error) {
    if (!isThere(path)) throw error
  }
}

/** The first file is the start record: whoever finds no folder for it was started by hand, and will need that for texts too. */
function makeFolders(folder: string): void {
  const options = { recursive: true, mode: 0o700 }
  mkdirSync(folder, options)
  if (folder.endsWith(`/${dataFolderNames.live}`))
    mkdirSync(`${folderOf(folder)}/${dataFolderNames.texts}`, options)
}

/** Makes a folder in one that is there; another process may be faster. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Appends one byte: the answer to a request to flush. */
export function appendByte(path: string): void {
  const fd = openSync(path, 'a', 0o600)
  writeSync(fd, '.')
  closeSync(fd)
}

/** Appends a line to a file that only this thread writes. */
export function appendLine(path: string, line: string): void {
  const fd = openSync(path, 'a', 0o600)
  writeSync(fd, `${line}\n`)
  closeSync(fd)
}

/** Removes a file if it is there. */
export function removeFile(path: string): void {
  try {
    whenFree(() => unlinkSync(path))
  } catch {
    // Not there, or not ours to remove.
  }
}
