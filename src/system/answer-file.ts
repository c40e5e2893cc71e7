// The files beside a start record by which a process answers a request to flush (see data-layout.ts).
import { statSync } from 'node:fs'
import { liveFile } from '../contract/data-layout.ts'

/** The answers of one process: its `.ack` file grows by two bytes for each. */
export interface AnswerFile {
  /** Number of bytes written so far. An odd number: the process is writing its data file. */
  readLength(): number
  /** Whether the start record is still there. */
  hasStartRecord(): boolean
  /** Whether the program listens to SIGURG itself and must not be sent one. */
  isDeaf(): boolean
}

/** The answers of the process with this id. */
export function openAnswerFile(dataFile: string, id: string): AnswerFile {
  const size = (ending?: string) =>
    statSync(liveFile(dataFile, id, ending), { throwIfNoEntry: false })?.size ?? -1
  return {
    readLength: () => Math.max(0, size('.ack')),
    hasStartRecord: () => size() >= 0,
    isDeaf: () => size('.deaf') >= 0,
  }
}
