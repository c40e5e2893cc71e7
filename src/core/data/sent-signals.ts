// Which process of the run sent the signal that another died of.
import type { EndedLine, KilledLine, StartedLine } from '../../contract/start-log.ts'
import { byTest } from './describe-loss.ts'
import type { ProcessRecord } from './process-record.ts'
import type { SeenStart, SentSignal } from './start-logs.ts'

/** A process that dies more than this time after a signal, or after a command that kills, in ms, died of something else. */
const longestDelay = 5000

const byCommand = 'a command that the run started'
const byGroup = 'a signal that the run sent to a process group, or from elsewhere'

/** The deadly signals that the processes of a run sent, as they logged them. */
export class SentSignals {
  readonly #signals: readonly SentSignal[]
  readonly #records: ReadonlyMap<string, ProcessRecord>
  readonly #isSamePlace: (a: string, b: string) => boolean

  /**
   * @param records all processes, by id
   * @param isSamePlace whether two starters, given by their ids, see the same pids
   */
  constructor(
    signals: readonly SentSignal[],
    records: ReadonlyMap<string, ProcessRecord>,
    isSamePlace: (a: string, b: string) => boolean,
  ) {
    this.#signals = signals
    this.#records = records
    this.#isSamePlace = isSamePlace
  }

  /** Names the sender of the signal that ended a started process, if it belongs to the run. */
  findKiller(start: SeenStart, end: EndedLine | undefined): string | undefined {
    if (end?.signal === undefined) return undefined
    const sent = this.#findLast(start, end.time, ({ signal, time }) =>
      signal === undefined ? end.time - time < longestDelay : signal === end.signal,
    )
    if (!sent) return this.#mayBeOfGroup(start, end) ? byGroup : undefined
    return sent.line.signal === undefined ? byCommand : this.nameSender(sent.sender, start.starter)
  }

  /** @param starter the id of the target's starter */
  nameSender(sender: string, starter: string | undefined): string {
    if (!this.#records.has(sender)) return byTest
    return sender === starter ? 'the process that started it' : 'another measured process'
  }

  /**
   * The end of a process whose starter ended first: the last deadly signal that the run sent to it.
   * @param until when a later process got its pid
   */
  inferEnd(start: SeenStart, until: number): EndedLine | undefined {
    const sent = this.#findLast(start, until)?.line
    if (sent?.signal === undefined) return undefined
    return { end: start.line.start, time: sent.time, signal: sent.signal }
  }

  /** The last deadly signal that was sent, up to a time, to a process or to the group that it leads. */
  #findLast(
    { starter, line: started }: SeenStart,
    until: number,
    isPossible: (line: KilledLine) => boolean = () => true,
  ): SentSignal | undefined {
    return this.#signals.findLast(
      ({ sender, line }) =>
        Math.abs(line.kill) === started.start &&
        isWithin(line, started, until) &&
        isPossible(line) &&
        this.#isSamePlace(sender, starter),
    )
  }

  /** Whether a process may have died of a signal to a group that another process leads. */
  #mayBeOfGroup({ starter, line: started }: SeenStart, end: EndedLine): boolean {
    return this.#signals.some(
      ({ sender, line }) =>
        line.kill <= 0 &&
        line.signal === end.signal &&
        end.time - line.time < longestDelay &&
        isWithin(line, started, end.time) &&
        this.#isSamePlace(sender, starter),
    )
  }
}

function isWithin({ time }: KilledLine, started: StartedLine, until: number): boolean {
  return time >= started.time && time <= until
}
