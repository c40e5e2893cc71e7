// Completes the records of processes by the logs of their starters. A process that left no trace is listed as lost. A lost process gets its
// end and a reason.
import type { EndedLine, KilledLine, StartedLine } from '../../contract/start-log.ts'
import { isAlive } from '../../system/alive.ts'
import { readStartTime } from '../../system/proc-stat.ts'
import { groupBy } from '../group-by.ts'
import { describeLoss, type LossFacts, losses } from './describe-loss.ts'
import { NodeVersions } from './node-versions.ts'
import { byTest, type Gap, type ProcessRecord } from './process-record.ts'
import type { SeenStart, SentSignal, StartLogs } from './start-logs.ts'

/** How far the system's clock may be from the one that a start was logged by, in ms. */
const slack = 10_000

/** A process that dies more than this time after a command that kills, in ms, died of something else. */
const longestCommand = 5000
/** In ms: a process that is killed earlier may not have loaded covtree yet. */
const usualStart = 1000
/** On a slower machine that time is this many times the longest that another process took. */
const slowerStart = 2

const byCommand = 'a command that the run started'

/** The input of a matcher. */
export interface StartMatcherInput {
  /** All processes and threads that left a trace themselves. */
  records: readonly ProcessRecord[]
  /** Records whose reason depends on their starters' logs. */
  gaps: ReadonlyMap<ProcessRecord, Gap>
  /** Pids of processes that left a trace which cannot be read. */
  damaged: ReadonlySet<number>
  logs: StartLogs
}

/** The processes of a run, and what their starters saw of them. */
export class StartMatcher {
  readonly #logs: StartLogs
  readonly #records: readonly ProcessRecord[]
  /** Processes by pid, without threads. */
  readonly #byPid: ReadonlyMap<number, ProcessRecord[]>
  readonly #byId: ReadonlyMap<string, ProcessRecord>
  readonly #starts = new Map<ProcessRecord, SeenStart>()
  readonly #versions: NodeVersions
  readonly #gaps: ReadonlyMap<ProcessRecord, Gap>
  readonly #damaged: ReadonlySet<number>
  /** A process that is killed within this time of its start may not have loaded covtree yet, in ms. */
  #longestStart = usualStart

  constructor({ records, gaps, damaged, logs }: StartMatcherInput) {
    this.#logs = logs
    this.#records = records
    this.#gaps = gaps
    this.#damaged = damaged
    this.#byId = new Map(records.map(record => [record.id, record]))
    this.#versions = new NodeVersions(records)
    this.#byPid = groupBy(
      records.filter(({ threadId }) => threadId === 0),
      ({ pid }) => pid,
    )
  }

  /** Completes the records, and returns one for each process that left no trace. */
  complete(): ProcessRecord[] {
    const untraced: SeenStart[] = []
    for (const start of this.#logs.starts) {
      const record = this.#findRecord(start)
      if (record) {
        this.#starts.set(record, start)
        const taken = record.startTime - start.line.time
        this.#longestStart = Math.max(this.#longestStart, slowerStart * taken)
      } else if (!this.#isShim(start)) untraced.push(start)
    }
    for (const record of this.#records) this.#completeRecord(record)
    this.#excuseThreads()
    return untraced.map(start => this.#recordUntraced(start))
  }

  /** The process that a start became: the earliest with its pid and starter that no other start became. */
  #findRecord({ starter, line }: SeenStart): ProcessRecord | undefined {
    const [starterPid] = starter.split('-')
    const found = (this.#byPid.get(line.start) ?? []).filter(
      record =>
        !this.#starts.has(record) &&
        (this.#byId.has(starter) ? record.parent === starter : record.ppid === Number(starterPid)),
    )
    found.sort((a, b) => a.startTime - b.startTime)
    return found[0] ?? this.#findOrphan(line.start)
  }

  /** A process that names no parent: its starter had ended before it read its ppid, or a pid namespace numbers processes differently. */
  #findOrphan(pid: number): ProcessRecord | undefined {
    return this.#byPid.get(pid)?.find(record => !this.#starts.has(record) && record.parent === undefined)
  }

  /** A version manager's `node` starts the real one as its child. */
  #isShim({ line }: SeenStart): boolean {
    return (
      this.#versions.isShim(line.file) &&
      this.#records.some(({ ppid, startTime }) => ppid === line.start && startTime >= line.time - slack)
    )
  }

  #completeRecord(record: ProcessRecord): void {
    if (record.threadId !== 0) {
      const file = this.#logs.threadFiles.get(`${record.pid}-${record.threadId}`)
      if (file !== undefined && record.argv.length === 1) record.argv = [...record.argv, file]
      return
    }
    const gap = this.#gaps.get(record)
    const start = this.#starts.get(record)
    if (gap === undefined || !start?.end) return
    // The kill note of a sender that got no answer names the signal that the starter saw.
    const isNoted = record.end?.signal !== undefined && record.end.signal === start.end.signal
    const killer = this.#findKiller(start) ?? (isNoted ? byTest : undefined)
    record.end = toEnd(start.end)
    explain(record, { ...gap, end: start.end, killer })
  }

  /** The sender of the deadly signal, if it belongs to the run. */
  #findKiller({ starter, line, end }: SeenStart): string | undefined {
    if (end?.signal === undefined) return undefined
    const sent = this.#findSignal(line, ({ signal, time }) =>
      signal === undefined ? end.time - time < longestCommand : signal === end.signal,
    )
    if (!sent) return undefined
    if (sent.line.signal === undefined) return byCommand
    if (!this.#byId.has(sent.sender)) return byTest
    return sent.sender === starter ? 'the process that started it' : 'another measured process'
  }

  /** The end of a process whose starter ended first: the last deadly signal that the run sent to it. */
  #inferEnd(line: StartedLine): EndedLine | undefined {
    const sent = this.#findSignal(line)?.line
    return sent?.signal === undefined ? undefined : { end: line.start, time: sent.time, signal: sent.signal }
  }

  /** The last deadly signal that the run sent to a process or to its group. */
  #findSignal(
    { start, time }: StartedLine,
    isPossible: (line: KilledLine) => boolean = () => true,
  ): SentSignal | undefined {
    return this.#logs.signals.findLast(
      ({ line }) => Math.abs(line.kill) === start && line.time >= time && isPossible(line),
    )
  }

  #recordUntraced(start: SeenStart): ProcessRecord {
    const { starter, number, line } = start
    const isMeasured = this.#byId.has(starter)
    const record: ProcessRecord = {
      id: `${line.start}-0-${starter.replaceAll('-', '')}n${number}`,
      pid: line.start,
      ppid: Number(starter.split('-')[0]),
      threadId: 0,
      ...(isMeasured && { parent: starter }),
      argv: [line.file, ...line.args],
      execArgv: [],
      cwd: line.cwd,
      context: line.context,
      node: '',
      startTime: line.time,
      state: 'lost',
      coveredStatements: 0,
    }
    if (!start.end && isStillAlive(line, this.#byId.get(starter)?.place)) {
      record.state = 'still-running'
      return Object.assign(record, losses.silent)
    }
    const end = start.end ?? this.#inferEnd(line)
    if (end) {
      record.end = toEnd(end)
      record.duration = Math.max(0, end.time - line.time)
    }
    if (this.#damaged.has(line.start)) return Object.assign(record, losses.damaged)
    explain(record, {
      end,
      killer: this.#findKiller({ ...start, ...(end && { end }) }),
      untraced: {
        isForbidden: line.isForbidden === true,
        uid: line.uid,
        fault: line.fault,
        endedEarly: end !== undefined && end.time - line.time < this.#longestStart,
        oldNode: this.#versions.readOld(line.file, line.cwd),
      },
    })
    return record
  }

  /**
   * Takes threads off the list of losses that ran a file of an installed package, as esbuild's own thread below tsx does. Their process must
   * be listed already, as lost or as counted in part.
   */
  #excuseThreads(): void {
    for (const record of this.#records) {
      if (record.threadId === 0 || record.state !== 'lost') continue
      const main = this.#byPid.get(record.pid)?.findLast(({ startTime }) => startTime <= record.startTime)
      if (main?.state !== 'lost' && main?.state !== 'counted-until') continue
      if (!isInstalled(this.#logs.threadFiles.get(`${record.pid}-${record.threadId}`))) continue
      record.state = 'nothing-to-count'
      delete record.reason
      delete record.advice
      delete record.setting
    }
  }
}

function explain(record: ProcessRecord, facts: LossFacts): void {
  delete record.setting
  Object.assign(record, describeLoss(facts))
}

function toEnd({ time, code, signal }: NonNullable<SeenStart['end']>): NonNullable<ProcessRecord['end']> {
  return signal === undefined ? { time, code: code ?? 0 } : { time, signal }
}

/** Whether the process of a start that was logged at some time still runs, and not a later one with its pid. */
function isStillAlive({ start: pid, time }: StartedLine, place: string | undefined): boolean {
  if (!isAlive({ pid, ...(place !== undefined && { place }) })) return false
  const startTime = readStartTime(pid)
  return startTime === undefined || Math.abs(startTime - time) < slack
}

function isInstalled(path: string | undefined): boolean {
  return path !== undefined && /[\\/]node_modules[\\/][^.]/.test(path)
}
