import { folderOf } from './folder-of.ts'

/**
 * Layout of a data folder. With `COVTREE_DATAFILE=/tmp/run/data`, `/tmp/run` holds:
 * - `data-<pid>-<thread>-<random>-<n>.json`: data files;
 * - `live/<id>.json`: start records. The final flush removes its own: one that stays is of a process that lives, was killed or was lost;
 * - `texts/<hash>`: texts and source maps;
 * - `shared/<hash>`: parts of data files that many processes have in common;
 * - `starts/<id>.jsonl`: what each starter saw of the processes it started (start-log.ts);
 * - `requests/<pid>-…`: requests to flush, on Windows alone.
 *
 * Beside a start record:
 * - `<id>.ack` grows by two bytes for each answer to a request to flush: one when it begins, one when the data file is in place;
 * - `<id>.kill` (`KillNote`) is left by a sender of ours before it delivers a deadly signal; a process that survives
 *   the signal and ends later removes it together with its start record;
 * - `<id>.deaf`: the process listens to SIGURG itself, or cannot watch `requests/`, and must not be asked;
 * - `<id>.<code>.fault`: the process could not write its last data, because of this error of Node. It is a hard link to another file;
 * - `<id>.over`: the thread has ended without its last data; its maker says so where no /proc does;
 * - `<id>.tests` is of a test worker: a line for each test that ran beside a server (`TestTime`, as JSON).
 */
export const dataFolderNames = {
  live: 'live',
  texts: 'texts',
  shared: 'shared',
  starts: 'starts',
  requests: 'requests',
} as const

/** In a data folder of root's, `users/<uid>/` is a data folder for the children that root starts as that user. */
export const usersFolder = 'users'

/** The form of a data file's name after the prefix. */
export const dataFileNamePattern = /-(\d+)-(\d+)-([0-9a-z]+)-(\d+)\.json$/

/** Whether a name is that of a data file with this prefix. */
export function isDataFileName(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && dataFileNamePattern.test(name.slice(prefix.length))
}

/** Path of a start record, or, with another ending, of a file beside it. */
export function liveFile(dataFile: string, id: string, ending = '.json'): string {
  return `${folderOf(dataFile)}/${dataFolderNames.live}/${id}${ending}`
}

/** Path of a saved text or source map. */
export function textFile(dataFile: string, name: string): string {
  return `${folderOf(dataFile)}/${dataFolderNames.texts}/${name}`
}

/** Path of a list of scripts, or of counts, that data files share. */
export function sharedFile(dataFile: string, name: string): string {
  return `${folderOf(dataFile)}/${dataFolderNames.shared}/${name}`
}
