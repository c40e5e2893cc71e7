// Completes the records of processes by the logs of their starters. A process that left no trace is listed as lost. A lost process gets its
// end and a reason.
import { isHere } from '../../system/place.ts'
import { isAboutDescriptors } from '../../system/shortage.ts'
import { byTest, describeLoss, type LossFacts, losses } from './describe-loss.ts'
import { NodeVersions } from './node-versions.ts'
import type { Gap, ProcessRecord } from './process-record.ts'
import { SentSignals } from './sent-signals.ts'
import { pidOf, type SeenStart, type StartLogs, threadKey } from './start-logs.ts'
import { StartedRecords } from './started-records.ts'

/** In ms: a process that is killed earlier may not have loaded covtree yet. */
const usualStart = 1000
/** On a slower machine that time is this many times the longest that another process took. */
const slowerStart = 2
/** How many threads may stand between a thread and its process. Damaged data may name a thread as its own parent. */
const deepest = 100

/** The input of a matcher. */
export interface StartMatcherInput {
  /** All processes and threads that left a trace themselves. */
  records: readonly ProcessRecord[]
  /** Records whose reason depends on their starters' logs. */
  gaps: ReadonlyMap<ProcessRecord, Gap>
  /** Pids of processes that left a trace which cannot be read. */
  damaged: ReadonlySet<number>
  /** By id: why a process could not write its last data. */
  faults: ReadonlyMap<string, string>
  logs: StartLogs
}

/** The processes of a run, and what their starters saw of them. */
export class StartMatcher {
  readonly #logs: StartLogs
  readonly #signals: SentSignals
  readonly #records: readonly ProcessRecord[]
  readonly #started: StartedRecords
  readonly #byId: ReadonlyMap<string, ProcessRecord>
  readonly #versions: NodeVersions
  readonly #gaps: ReadonlyMap<ProcessRecord, Gap>
  readonly #damaged: ReadonlySet<number>
  readonly #faults: ReadonlyMap<string, string>
  /** A process that is killed within this time of its start may not have loaded covtree yet, in ms. */
  #longestStart = usualStart

  constructor({ records, gaps, damaged, faults, logs }: StartMatcherInput) {
    this.#logs = logs
    this.#records = records
    this.#gaps = gaps
    this.#damaged = damaged
    this.#faults = faults
    this.#byId = new Map(records.map(record => [record.id, record]))
    this.#versions = new NodeVersions(records)
    this.#started = new StartedRecords(this.#byId, logs.starts, this.#versions)
    this.#signals = new SentSignals(logs.signals, this.#byId, (a, b) => this.#started.isSamePlace(a, b))
  }

  /** Completes the records, and returns one for each process that left no trace. */
  complete(): ProcessRecord[] {
    const untraced: SeenStart[] = []
    for (const start of this.#logs.starts) {
      const record = this.#started.find(start)
      if (record) {
        const taken = record.startTime - start.line.time
        this.#longestStart = Math.max(this.#longestStart, slowerStart * taken)
      } else if (!this.#started.isShim(start) && !this.#started.isAround(start)) untraced.push(start)
    }
    for (const record of this.#records) this.#completeRecord(record)
    this.#explainThreads()
    const listed = new Set(untraced.map(({ line }) => line.start))
    return [
      ...untraced.map(start => this.#recordUntraced(start)),
      ...[...this.#faults.keys()]
        .filter(id => !this.#byId.has(id) && !listed.has(pidOf(id)))
        .map(id => this.#recordFault(id)),
    ]
  }

  /** Makes the record of a process that could write nothing but why, and whose start no process of the run logged: a shell started it. */
  #recordFault(id: string): ProcessRecord {
    const record = createLost({
      id,
      pid: pidOf(id),
      ppid: 0,
      threadId: Number(id.split('-')[1]) || 0,
      argv: ['node'],
      cwd: '',
      context: '',
      // It is not known; the report is sorted by it.
      startTime: this.#records.reduce((last, { startTime }) => Math.max(last, startTime), 0),
    })
    explain(record, { fault: this.#faults.get(id) })
    return record
  }

  #completeRecord(record: ProcessRecord): void {
    if (record.threadId !== 0) {
      const file = this.#threadFile(record)
      if (file !== undefined && record.argv.length === 1) record.argv = [...record.argv, file]
      return
    }
    const gap = this.#gaps.get(record)
    const start = this.#started.startOf(record)
    const noted = record.end
    const end = start?.end ?? noted
    if (end === undefined) return
    // A process that could not be counted, such as Node's test runner, notes no end itself.
    if (noted === undefined && record.state !== 'still-running') {
      record.end = toEnd(end)
      record.duration = Math.max(0, end.time - record.startTime)
    }
    if (gap === undefined) return
    let killer = start && this.#signals.findKiller(start, start.end)
    // The kill note of a sender that got no answer names the signal that the starter saw.
    if (noted?.signal !== undefined && noted.signal === end.signal)
      killer = gap.sender === undefined ? byTest : this.#signals.nameSender(gap.sender, record.parent)
    record.end = toEnd(end)
    explain(record, { ...gap, end, killer })
  }

  #threadFile({ pid, parent, threadId }: ProcessRecord): string | undefined {
    return this.#logs.threadFiles.get(threadKey(parent ?? pid, threadId))
  }

  #recordUntraced(start: SeenStart): ProcessRecord {
    const { starter, number, line } = start
    const isMeasured = this.#byId.has(starter)
    const record = createLost({
      id: `${line.start}-0-${starter.replaceAll('-', '')}n${number}`,
      pid: line.start,
      ppid: pidOf(starter),
      threadId: 0,
      ...(isMeasured && { parent: starter }),
      argv: [line.file, ...line.args],
      cwd: line.cwd,
      context: line.context,
      startTime: line.time,
    })
    const place = this.#started.placeOf(starter)
    if (start.isRunning && line.replacedBy === undefined && (place === undefined || isHere(place))) {
      record.state = 'still-running'
      return Object.assign(record, losses.silent)
    }
    const end = start.end ?? this.#signals.inferEnd(start, this.#started.readUntil(start))
    if (end) {
      record.end = toEnd(end)
      record.duration = Math.max(0, end.time - line.time)
    }
    if (this.#damaged.has(line.start)) return Object.assign(record, losses.damaged)
    const startFault = isAboutDescriptors(line.fault) ? undefined : line.fault
    explain(record, {
      end,
      killer: this.#signals.findKiller(start, end),
      fault: this.#findFault(line.start) ?? startFault,
      untraced: {
        isForbidden: line.isForbidden === true,
        replacedBy: line.replacedBy,
        isSnapshot: [line.replacedBy, ...line.args].some(option => option?.startsWith('--build-snapshot')),
        uid: line.uid,
        endedEarly: end !== undefined && end.time - line.time < this.#longestStart,
        oldNode: this.#versions.readOld(line.file, line.cwd),
      },
    })
    return record
  }

  /** Why a process that has no record could not write its data. */
  #findFault(pid: number): string | undefined {
    for (const [id, fault] of this.#faults) if (pidOf(id) === pid && !this.#byId.has(id)) return fault
    return undefined
  }

  /**
   * Says why threads are lost: with their process, or alone. Takes those off the list that ended with their process and ran a file of an
   * installed package, as esbuild's own thread below tsx does.
   */
  #explainThreads(): void {
    for (const record of this.#records) {
      if (record.threadId === 0 || record.state !== 'lost') continue
      let main: ProcessRecord | undefined = record
      for (let depth = 0; depth < deepest && main && main.threadId !== 0; depth++)
        main = this.#byId.get(main.parent ?? '')
      const endedWithMain = main?.state === 'lost' || main?.state === 'counted-until'
      const gap = this.#gaps.get(record)
      if (endedWithMain && isInstalled(this.#threadFile(record))) {
        record.state = 'nothing-to-count'
        delete record.reason
        delete record.advice
        delete record.setting
      } else if (gap && gap.fault === undefined && record.end === undefined) {
        const reason = 'ended with its process before it could write data'
        const { advice, setting } = main ?? {}
        Object.assign(record, endedWithMain ? { reason, advice, setting } : losses.stoppedThread)
      }
    }
  }
}

/** Makes the record of a process that wrote none itself. */
function createLost(
  known: Omit<ProcessRecord, 'execArgv' | 'node' | 'state' | 'coveredStatements'>,
): ProcessRecord {
  return { ...known, execArgv: [], node: '', state: 'lost', coveredStatements: 0 }
}

function explain(record: ProcessRecord, facts: LossFacts): void {
  delete record.setting
  Object.assign(record, describeLoss(facts))
}

function toEnd({ time, code, signal }: NonNullable<ProcessRecord['end']>): NonNullable<ProcessRecord['end']> {
  return signal === undefined ? { time, code: code ?? 0 } : { time, signal }
}

function isInstalled(path: string | undefined): boolean {
  return path !== undefined && /[\\/]node_modules[\\/][^.]/.test(path)
}
