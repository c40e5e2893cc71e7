import type { DataFile } from '../src/contract/data-file.ts'
import type { FlushReason, ProcessEnd, ProcessInfo } from '../src/contract/process-info.ts'
import { appendByte, liveFile, writeWhole } from './data-folder.ts'
import { debugLog } from './debug-log.ts'
import { now, stringify } from './primordials.ts'
import type { Profiler } from './profiler.ts'
import { removeStartRecord, writeStartRecord } from './record.ts'
import { ScriptKeeper } from './scripts.ts'
import type { Settings } from './settings.ts'

/** Writes the data files of this process or thread. */
export class Flusher {
  readonly info: ProcessInfo
  readonly settings: Settings
  readonly #profiler: Profiler
  readonly #keeper: ScriptKeeper
  #sequence = 0
  #isFlushing = false
  #isFinal = false
  #wasAsked = false

  constructor(settings: Settings, info: ProcessInfo, profiler: Profiler) {
    this.settings = settings
    this.info = info
    this.#profiler = profiler
    this.#keeper = new ScriptKeeper(settings, profiler)
  }

  /** Writes what was counted since the last flush and goes on. Never throws; false if nothing could be written. */
  flush(reason: FlushReason, end?: Omit<ProcessEnd, 'time'>): boolean {
    // A signal's handler or an exit in the middle of a flush finds it half done: the outer one completes it.
    if (this.#isFlushing || this.#isFinal) return false
    this.#isFlushing = true
    try {
      const kept = this.#keeper.keep(this.#profiler.take())
      const sequence = this.#sequence++
      const file: DataFile = {
        result: kept.result,
        covtree: {
          version: 1,
          process: this.info,
          reason,
          sequence,
          ...(end && { end: { time: now(), ...end } }),
          scripts: kept.scripts,
        },
      }
      writeWhole(`${this.settings.dataFile}-${this.info.id}-${sequence}.json`, stringify(file))
      return true
    } catch (error) {
      debugLog('flush failed', error)
      return false
    } finally {
      this.#isFlushing = false
    }
  }

  /** Writes the last data file and takes this process off the list of live ones. Never throws. */
  finish(reason: FlushReason, end: Omit<ProcessEnd, 'time'>): void {
    if (this.#isFinal) return
    const isWritten = this.flush(reason, end)
    this.#isFinal = true
    // Without data, the start record must stay: it is what lists the process as lost.
    if (isWritten) removeStartRecord(this.settings, this.info, this.#wasAsked)
  }

  /** Takes {@link finish} back: the end did not come. */
  revive(): void {
    if (!this.#isFinal) return
    this.#isFinal = false
    try {
      writeStartRecord(this.settings, this.info)
    } catch (error) {
      debugLog('no start record', error)
    }
  }

  /** Answers a request to flush: data file first, then the sign that it is there. */
  answer(): void {
    if (this.#isFinal) return
    this.flush('ask')
    try {
      appendByte(liveFile(this.settings.dataFile, this.info.id, '.ack'))
      this.#wasAsked = true
    } catch (error) {
      debugLog('cannot answer', error)
    }
  }
}
