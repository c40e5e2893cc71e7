// Writes the files of the data folder. The folder may be missing, full or not writable: every function here throws what `fs` throws, and
// its caller goes on without the file.
import { dataFolderNames } from '../../src/contract/data-layout.ts'
import { environmentNames } from '../../src/contract/environment.ts'
import { folderOf } from '../../src/contract/folder-of.ts'
import { openWhenFree, whenFree } from '../../src/system/busy-file.ts'
import { isThere } from '../node/is-there.ts'
import {
  bufferFrom,
  byteLength,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from '../node/primordials.ts'

/** Ends the names of this thread's temporary files: another thread may write the same text at the same time. */
const writer = `${process.pid}-${process.hrtime.bigint().toString(36)}`

/** Read at the start: the program may change it. */
const { [environmentNames.config]: config } = process.env

/** A name beside `path` that no other process or thread uses, not even in a container that shares the folder. */
export function temporaryFor(path: string): string {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  return `${path.slice(0, slash + 1)}.${path.slice(slash + 1)}.${writer}.tmp`
}

/**
 * Writes a file so that a reader sees all of it or nothing. Leaves nothing behind when it throws.
 * @param isDone whether another process has written the same file meanwhile
 */
export function writeWhole(path: string, text: string, isDone?: () => boolean): void {
  const temporary = temporaryFor(path)
  let fd = openNew(temporary, folderOf(path))
  try {
    const written = writeSync(fd, text)
    if (written < byteLength(text)) writeRest(fd, text, written)
    closeSync(fd)
    fd = -1
    putInPlace(temporary, path, isDone)
  } catch (error) {
    if (fd !== -1) closeSync(fd)
    removeFile(temporary)
    throw error
  }
}

/** Gives a file its name, unless another process has written the same file there meanwhile. */
export function putInPlace(temporary: string, path: string, isDone?: () => boolean): void {
  const rename = () => {
    renameSync(temporary, path)
    return true
  }
  if (!whenFree(rename, isDone)) removeFile(temporary)
}

/** write(2) may write less than asked, at 2 GB or where a limit is near. */
function writeRest(fd: number, text: string, from: number): void {
  const buffer = bufferFrom(text)
  for (let written = from; written < buffer.length; ) written += writeSync(fd, buffer, written)
}

/** {@link writeWhole} for a file whose name tells its content: it may be there, or another process may write it at the same time. */
export function writeOnce(path: string, text: string): void {
  const isWritten = () => isThere(path)
  if (isWritten()) return
  try {
    writeWhole(path, text, isWritten)
  } catch (error) {
    if (!isWritten()) throw error
  }
}

function openNew(path: string, folder: string): number {
  const open = () => openWhenFree(() => openSync(path, 'wx', 0o600))
  try {
    return open()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') makePart(folder)
    else if (code === 'EEXIST') unlinkSync(path)
    else throw error
    return open()
  }
}

function openToAppend(path: string): number {
  return openWhenFree(() => openSync(path, 'a', 0o600))
}

/** Appends lines to a file of this thread's own, in one write. */
export function appendLines(path: string, text: string): void {
  let fd: number
  try {
    fd = openToAppend(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    makePart(folderOf(path))
    fd = openToAppend(path)
  }
  try {
    writeSync(fd, text)
  } finally {
    closeSync(fd)
  }
}

/**
 * Makes `live`, `texts`, `shared` or `starts` in the data folder, for the first file in it. Never makes the data folder of a run: if that is
 * gone, the run may be over, and nobody would read or remove a new one.
 */
function makePart(folder: string): void {
  const part = folder.slice(folder.lastIndexOf('/') + 1)
  if (!Object.values<string>(dataFolderNames).includes(part)) return
  // Without a config, or with one that lies elsewhere, the process was started by hand. Its first file is the start record.
  if (part === dataFolderNames.live && (!config || isThere(config)))
    mkdirSync(folderOf(folder), { recursive: true, mode: 0o700 })
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process has just made it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/**
 * Makes the data folder of this run anew if something removed it. For a test worker and a runner's main process, which know that the run goes
 * on.
 */
export function keepDataFolder(dataFile: string): void {
  const folder = folderOf(dataFile)
  if (isThere(folder)) return
  mkdirSync(`${folder}/${dataFolderNames.live}`, { recursive: true, mode: 0o700 })
}

/** Appends one byte: the answer to a request to flush. */
export function appendByte(path: string): void {
  const fd = openToAppend(path)
  writeSync(fd, '.')
  closeSync(fd)
}

/** Removes a file if it is there. Never throws. */
export function removeFile(path: string): void {
  try {
    whenFree(() => unlinkSync(path))
  } catch {
    // Not there, or not ours to remove.
  }
}
