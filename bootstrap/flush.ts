import type { ScriptCoverage } from '../src/contract/data-file.ts'
import { liveFile } from '../src/contract/data-layout.ts'
import type { FlushReason, ProcessInfo } from '../src/contract/process-info.ts'
import { joinNodeCoverage, type NodeCoverage } from './counting/node-coverage.ts'
import type { Profiler } from './counting/profiler.ts'
import { mergeTaken, type TakenScript, takeParsed } from './counting/taken-script.ts'
import { DataWriter, type End, type WriteOptions } from './data/data-writer.ts'
import { freeDescriptor } from './data/free-descriptor.ts'
import { noteFault, removeStartRecord, writeStartRecord } from './data/record.ts'
import { ScriptKeeper } from './data/scripts.ts'
import { appendByte, removeFile } from './data/write-file.ts'
import { debugLog } from './node/debug-log.ts'
import { isMainThread } from './node/main-thread.ts'
import { withRealFiles } from './node/real-files.ts'
import { isCandidate } from './node/script-path.ts'
import type { Settings } from './settings.ts'
import type { SharedState } from './shared-state.ts'

/** Options of a flush. */
export interface FlushOptions extends WriteOptions {
  /** Where Node counts too (NODE_V8_COVERAGE), it writes its last file after this flush. */
  isNodesLast?: boolean
  /** The process may go on, although `end` is given. */
  goesOn?: boolean
}

const { cpuUsage } = process
/** V8 may take longer for the counts of a process than an asker waits, if the process has used so many times that time of CPU time. */
const largeUse = 2.5

/** Flushes this process or thread. No method throws. */
export class Flusher {
  readonly info: ProcessInfo
  readonly #settings: Settings
  readonly #profiler: Profiler
  readonly #nodeCoverage: NodeCoverage | undefined
  readonly #writer: DataWriter
  #isFlushing = false
  #isFinal = false
  #wasAsked = false
  #isAnswering = false
  /** The note that this process could not write its last data. */
  #faultNote: string | undefined

  constructor(settings: Settings, info: ProcessInfo, profiler: Profiler, state: SharedState) {
    const share = (counts: ScriptCoverage[]) => {
      this.add(counts)
      profiler.share(counts)
    }
    this.#settings = settings
    this.info = info
    this.#profiler = profiler
    this.#nodeCoverage = joinNodeCoverage(settings.dataFile, () => profiler.restart(), share)
    this.#writer = new DataWriter(settings.dataFile, info, new ScriptKeeper(settings, profiler), state)
  }

  /** Whether this is called in the middle of a flush. */
  readonly isFlushing = (): boolean => this.#isFlushing

  /** Writes the counts since the last flush. Returns false if nothing could be written. */
  flush(
    reason: FlushReason,
    end?: End,
    { isNodesLast = false, goesOn = end === undefined, ...options }: FlushOptions = {},
  ): boolean {
    // An exit in the middle of a flush: the outer call completes the flush.
    if (this.#isFlushing || this.#isFinal) return false
    this.#isFlushing = true
    const isAnnounced = isMainThread && !this.#isAnswering && this.#isLarge() && this.#announce()
    let isWritten = false
    try {
      withRealFiles(() => {
        const byNode = this.#nodeCoverage?.take(isNodesLast) ?? []
        if (byNode.length > 0) this.#profiler.share(byNode)
        const own = this.#profiler.take(goesOn)
        const taken = mergeTaken(this.#choose(byNode), own)
        try {
          this.#writer.write(taken, reason, end, options)
        } catch (error) {
          // A thread that ends leaves a process that may still read its standard input.
          if (reason !== 'exit' || !isMainThread || !freeDescriptor(error)) throw error
          this.#writer.write([], reason, end, options)
        }
      })
      isWritten = true
      this.#noteFault(undefined)
    } catch (error) {
      debugLog('flush failed', error)
      if (end) this.#noteFault(error as NodeJS.ErrnoException)
    }
    this.#isFlushing = false
    if (isAnnounced) this.#conclude(isWritten)
    return isWritten
  }

  #choose(counts: ScriptCoverage[]): TakenScript[] {
    return takeParsed(counts, url => isCandidate(url, this.#settings.config.packages))
  }

  #isLarge(): boolean {
    const { askTimeout } = this.#settings.config
    const { user, system } = cpuUsage()
    return askTimeout > 0 && (user + system) / 1000 > largeUse * askTimeout
  }

  /** A process that could not write its data at a signal, or before `execve`, may go on and write them later. */
  #noteFault(error: NodeJS.ErrnoException | undefined): void {
    const { info } = this
    const old = this.#faultNote
    this.#faultNote = undefined
    if (old) withRealFiles(() => removeFile(old))
    if (error) this.#faultNote = withRealFiles(() => noteFault(this.#settings, info, error))
  }

  /** Whether this process has run a script that is kept. If none is known, takes the counts and writes them. */
  hasKept(): boolean {
    if (!this.#writer.hasKept) this.flush('checkpoint', undefined, { isCheap: true, skipsEmpty: true })
    return this.#writer.hasKept
  }

  /** Writes counts that a session of the program, or Node, took. */
  add(counts: ScriptCoverage[]): void {
    if (this.#isFlushing || this.#isFinal) return
    this.#isFlushing = true
    try {
      withRealFiles(() => this.#writer.write(this.#choose(counts), 'shared', undefined, { isCheap: true }))
    } catch (error) {
      debugLog('shared counts not written', error)
    } finally {
      this.#isFlushing = false
    }
  }

  /** Writes the last data file and removes the start record. */
  finish(reason: FlushReason, end: End): void {
    if (this.#isFinal) return
    const isWritten = this.flush(reason, end, { isNodesLast: true })
    this.#isFinal = true
    // Without data the start record must stay: it lists the process as lost.
    if (isWritten) this.#removeRecord()
  }

  /** Undoes {@link finish}: the process goes on. */
  revive(): void {
    if (!this.#isFinal) return
    this.#isFinal = false
    this.resume()
  }

  /**
   * Writes the counts of a thread before it blocks, with the end that it has if it is stopped meanwhile. Removes its start record, so that
   * it is not asked. Returns false if nothing could be written.
   */
  pause(): boolean {
    const isWritten = this.flush('wait', { code: 1 }, { goesOn: true })
    if (isWritten) this.#removeRecord()
    return isWritten
  }

  #removeRecord(): void {
    withRealFiles(() => removeStartRecord(this.#settings, this.info, this.#wasAsked))
  }

  /** Undoes {@link pause}: the thread runs again. */
  resume(): void {
    if (this.#isFinal) return
    withRealFiles(() => writeStartRecord(this.#settings, this.info))
  }

  /** Answers a request to flush: a byte in the answer file, the data file, another byte. */
  answer(): void {
    if (this.#isFinal) return
    this.#isAnswering = true
    if (this.#announce()) this.#conclude(this.flush('ask'))
    this.#isAnswering = false
  }

  get #answerFile(): string {
    return liveFile(this.#settings.dataFile, this.info.id, '.ack')
  }

  /** Says that the data file is in place. Without the second byte an asker would wait for one that does not come. */
  #conclude(isWritten: boolean): void {
    if (isWritten) this.#announce()
    else withRealFiles(() => removeFile(this.#answerFile))
  }

  /** Appends a byte to the answer file. While its length is odd, an asker waits longer: the data file is being written. */
  #announce(): boolean {
    try {
      this.#wasAsked = true
      withRealFiles(() => appendByte(this.#answerFile))
      return true
    } catch (error) {
      debugLog('cannot answer', error)
      return false
    }
  }
}
