// Windows: requests to flush are files in a folder that each process watches (src/system/request-file.ts). Node's own watcher without the
// JavaScript around it costs 0.2 ms and 8 KiB, shows nowhere and keeps nothing alive.
import { requestsFolder } from '../../../src/system/request-file.ts'
import { removeFile } from '../../data/write-file.ts'
import { readBinding } from '../../node/binding.ts'
import { debugLog } from '../../node/debug-log.ts'
import { isThere } from '../../node/is-there.ts'
import { mkdirSync } from '../../node/primordials.ts'
import { cells, type SharedState } from '../../shared-state.ts'
import type { MainConnection } from './main-connection.ts'

/** A handle of Node's `fs_event_wrap` (18 to 26). */
interface FileEvent {
  onchange(status: number, type: string, name: unknown): void
  start(path: string, isPersistent: boolean, isRecursive: boolean, encoding: string): number
  close(): void
}

/** Calls `found` with the name of each new request to this process; false where the folder cannot be watched. */
export function watchRequests(dataFile: string, found: (name: string) => void): boolean {
  const native = readBinding<{ FSEvent: new () => FileEvent }>('fs_event_wrap')
  if (!native) return false
  const folder = requestsFolder(dataFile)
  try {
    if (!isThere(folder)) mkdirSync(folder, { recursive: true })
    const start = `${process.pid}-`
    const seen = new Set<string>()
    const handle = new native.FSEvent()
    handle.onchange = (status, _type, name) => {
      // The folder was removed when the run ended.
      if (status < 0) return handle.close()
      if (typeof name !== 'string' || !name.startsWith(start) || seen.has(name)) return
      seen.add(name)
      found(name)
    }
    const error = handle.start(`\\\\?\\${folder.replaceAll('/', '\\')}`, false, false, 'utf8')
    if (error) debugLog(`requests not watched: ${error}`)
    return !error
  } catch (error) {
    debugLog('requests not watched', error)
    return false
  }
}

/** A main thread that is not busy answers a request within this time, in ms. */
const patience = 10

/** Runs in the signal thread: interrupts the main thread for a request to which it does not come by itself. */
export function passRequestsOn(dataFile: string, state: SharedState, main: MainConnection): void {
  let passed = 0
  watchRequests(dataFile, name => {
    const answered = Atomics.load(state, cells.asked)
    passed = Math.max(passed + 1, answered)
    if (answered >= passed) return
    Atomics.wait(state, cells.asked, answered, patience)
    if (Atomics.load(state, cells.asked) < passed) main.interrupt({ kind: 'asked', name })
  })
}

/** Takes a request away: it is being answered. */
export function removeRequest(dataFile: string, name: string): void {
  removeFile(`${requestsFolder(dataFile)}/${name}`)
}
