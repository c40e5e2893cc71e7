// A program's own inspector sessions: a nested Vitest's coverage, a profiler. V8 has one set of counters per thread, whoever takes
// them sets them to zero for all, and the first session that stops or goes away ends block coverage for good (Node 20 to 26:
// functions compiled before have lost their blocks, even when coverage is started again). So the commands of other sessions that
// touch coverage do not reach V8: they are answered from our counts.
import type { Session } from 'node:inspector'
import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import { debugLog } from '../node/debug-log.ts'
import { whenLoaded } from '../node/module-list.ts'
import { apply } from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'
import { mergeCounts } from './merge-counts.ts'

/** What the owner of the counters offers. */
export interface Counters {
  /** Takes the counts for all; our own part is written. */
  take(): ScriptCoverage[]
  /** Has V8 count blocks from now on. */
  countBlocks(): void
  /** Has a debugger of ours stay on: the end of the last one takes the blocks from all functions. */
  keepDebugger(): void
}

/** The sessions of others. */
export interface OtherSessions {
  /** Whether there are any. */
  isAny(): boolean
  /** Keeps counts that were taken for us alone until the others ask. */
  add(taken: ScriptCoverage[]): void
}

type Answer = (error: Error | null, result?: unknown) => void
interface Mode {
  callCount?: boolean
  detailed?: boolean
}

interface Other {
  isEnabled: boolean
  /** Set while it counts. */
  mode?: Mode
  /** Counts since its last take that have been taken for us. */
  pending: ScriptCoverage[]
  /** Carries out what is not coverage (CPU profiles). Never closed: the end of a session with a profiler ends coverage for all. */
  companion: Session
}

const clock = process.hrtime.bigint
/** A command that does nothing and answers `{}` in a session where it was never enabled; it refuses what Node would refuse. */
const nothing = 'Profiler.disable'

/** Answers the profiler commands of all sessions but `own` in this thread. */
export function shareCounters(own: Session | undefined, counters: Counters): OtherSessions {
  const others = new Map<Session, Other>()
  whenLoaded('NativeModule inspector', () => watchSessions(others, own, counters))
  return {
    isAny: () => others.size > 0,
    add(taken) {
      for (const other of others.values()) keep(other, taken)
    },
  }
}

function watchSessions(others: Map<Session, Other>, own: Session | undefined, counters: Counters): void {
  const inspector = require('node:inspector') as typeof import('node:inspector')
  const remote = new WeakSet<Session>()
  const { post: send, connect } = inspector.Session.prototype

  const createOther = (session: Session): Other => {
    const companion = new inspector.Session()
    apply(connect, companion, [])
    apply(send, companion, ['Profiler.enable'])
    companion.on('inspectorNotification', message => {
      if (!others.get(session)?.isEnabled) return
      session.emit(message.method, message)
      session.emit('inspectorNotification', message)
    })
    return { isEnabled: true, pending: [], companion }
  }
  const take = (other: Other): ScriptCoverage[] => {
    const taken = counters.take()
    for (const each of others.values()) if (each !== other) keep(each, taken)
    const result = mergeCounts(other.pending, taken)
    other.pending = []
    return other.mode!.detailed && other.mode!.callCount
      ? result
      : result.map(script => reduceTo(other.mode!, script))
  }
  /** What a command answers, after it has taken effect; undefined where V8 itself shall answer. */
  const carryOut = (session: Session, method: string, params: unknown): object | undefined => {
    const other = others.get(session)
    if (method === 'Profiler.enable') {
      if (other) other.isEnabled = true
      else others.set(session, createOther(session))
      return {}
    }
    if (!other?.isEnabled) return undefined
    switch (method) {
      case 'Profiler.startPreciseCoverage':
        other.mode = (params ?? {}) as Mode
        if (other.mode.detailed) counters.countBlocks()
        // What was counted before is not for this session.
        counters.take()
        other.pending = []
        return { timestamp: seconds() }
      case 'Profiler.takePreciseCoverage':
        return other.mode && { result: take(other), timestamp: seconds() }
      case 'Profiler.stopPreciseCoverage':
        delete other.mode
        return {}
      case 'Profiler.disable':
        delete other.mode
        other.isEnabled = false
        apply(send, other.companion, ['Profiler.stop', ignore])
        return {}
    }
    return undefined
  }

  const findTarget = (session: Session): Session => {
    const other = others.get(session)
    return other?.isEnabled ? other.companion : session
  }

  replaceFunction(inspector.Session.prototype, 'post', original => {
    return function post(this: Session, ...args: unknown[]) {
      const [method] = args
      if (method === 'Debugger.enable' && this !== own && !remote.has(this)) counters.keepDebugger()
      if (typeof method !== 'string' || !method.startsWith('Profiler.') || this === own || remote.has(this))
        return apply(original, this, args)
      const hasParams = typeof args[1] !== 'function'
      const callback = (hasParams ? args[2] : args[1]) as Answer | undefined
      const params = hasParams ? args[1] : undefined
      const relay: Answer = (error, result) => {
        let answer: object | undefined
        try {
          if (!error) answer = carryOut(this, method, params)
        } catch (failure) {
          debugLog(method, failure)
        }
        if (error || answer) callback?.(error, answer ?? result)
        else apply(original, findTarget(this), [method, params ?? undefined, callback])
      }
      // No callback is checked as Node does it, a wrong one too.
      const isCallable = callback === undefined || typeof callback === 'function'
      return apply(original, this, [nothing, params ?? undefined, isCallable ? relay : callback])
    }
  })
  replaceFunction(inspector.Session.prototype, 'disconnect', original => {
    return function disconnect(this: Session, ...args: unknown[]) {
      const other = others.get(this)
      if (other) {
        others.delete(this)
        apply(send, other.companion, ['Profiler.stop', ignore])
      }
      return apply(original, this, args)
    }
  })
  // From a thread to its main thread: another one's counters.
  replaceFunction(inspector.Session.prototype, 'connectToMainThread', original => {
    return function connectToMainThread(this: Session, ...args: unknown[]) {
      const result = apply(original, this, args)
      remote.add(this)
      return result
    }
  })
}

function keep(other: Other, taken: ScriptCoverage[]): void {
  if (!other.mode) return
  // The other may change what it is given.
  other.pending = mergeCounts(other.pending, structuredClone(taken))
}

function reduceTo({ callCount, detailed }: Mode, script: ScriptCoverage): ScriptCoverage {
  const functions = script.functions.map(({ functionName, ranges, isBlockCoverage }) => {
    const kept = detailed ? ranges : ranges.slice(0, 1)
    return {
      functionName,
      ranges: callCount ? kept : kept.map(range => ({ ...range, count: Math.min(range.count, 1) })),
      isBlockCoverage: detailed ? isBlockCoverage : false,
    }
  })
  return { ...script, functions }
}

function seconds(): number {
  return Number(clock()) / 1e9
}

function ignore(): void {}
