// Requests to flush on Windows, where every signal ends its target: each process watches
// a folder, and a file in it is a request to the process whose pid begins its name.
import { writeFileSync } from 'node:fs'
import { dataFolderNames } from '../contract/data-layout.ts'
import { folderOf } from '../contract/folder-of.ts'

const { bigint: clock } = process.hrtime

/** Path of the folder of requests. */
export function requestsFolder(dataFile: string): string {
  return `${folderOf(dataFile)}/${dataFolderNames.requests}`
}

/** Asks a process to flush. Throws what `fs` throws. */
export function writeRequest(dataFile: string, pid: number): void {
  writeFileSync(`${requestsFolder(dataFile)}/${pid}-${process.pid}-${clock().toString(36)}`, '')
}
