// Inspector sessions of the program: a nested Vitest's coverage, a profiler. V8 has one set of counters per thread. Any session that takes
// them sets them to zero for all, and the first session that stops ends block coverage for good (Node 20 to 26: functions compiled
// before have lost their blocks, even when coverage starts again). So the coverage commands of other sessions do not reach V8.
// They are answered from our counts.
import type { Session } from 'node:inspector'
import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import { readClock } from '../../src/system/clock.ts'
import { debugLog } from '../node/debug-log.ts'
import { whenLoaded } from '../node/module-list.ts'
import { apply } from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'
import { mergeCounts } from './merge-counts.ts'

/** What the owner of the counters offers. */
export interface Counters {
  /** Takes the counts, writes our own part and returns them all. */
  take(): ScriptCoverage[]
  /** Has V8 count blocks from now on. */
  countBlocks(): void
  /** Keeps a debugger of ours on: the end of the last debugger takes the blocks from all functions. */
  keepDebugger(): void
}

/** The program's sessions. */
export interface OtherSessions {
  isAny(): boolean
  /** Keeps counts that were taken for us alone, until the sessions ask for them. */
  add(taken: ScriptCoverage[]): void
}

type Answer = (error: Error | null, result?: unknown) => void
interface Mode {
  callCount?: boolean
  detailed?: boolean
}

/** The profiler of one of the program's sessions. */
interface Other {
  isEnabled: boolean
  /** Set while the session counts. */
  mode?: Mode
  /** Counts since its last take that were taken for us. */
  pending: ScriptCoverage[]
  /** Carries out commands that are not coverage (CPU profiles). Never closed: the end of a session with a profiler ends coverage for all. */
  companion: Session
}

type Inspector = typeof import('node:inspector')

const clone = globalThis.structuredClone
/** Answers `{}` and does nothing in a session whose profiler was never enabled. Node still refuses what it would refuse. */
const nothing = 'Profiler.disable'

/** Whether a session of the program is told of each new thread (a debugger's front end inside the program). */
export const threadWatch = { isOn: false }

/** Answers the profiler commands of all sessions in this thread but `own`. */
export function shareCounters(own: Session | undefined, counters: Counters): OtherSessions {
  const others = new Map<Session, Other>()
  whenLoaded('NativeModule inspector', () => {
    const inspector = require('node:inspector') as Inspector
    wrapSessions(inspector, own, counters, new SessionAnswers(inspector, others, counters))
  })
  return {
    isAny: () => others.size > 0,
    add(taken) {
      others.forEach(other => {
        keep(other, taken)
      })
    },
  }
}

/** Carries out the profiler commands of the program's sessions. */
class SessionAnswers {
  readonly #inspector: Inspector
  readonly #others: Map<Session, Other>
  readonly #counters: Counters
  readonly #send: Session['post']
  readonly #connect: Session['connect']

  constructor(inspector: Inspector, others: Map<Session, Other>, counters: Counters) {
    this.#inspector = inspector
    this.#others = others
    this.#counters = counters
    const { post, connect } = inspector.Session.prototype
    this.#send = post
    this.#connect = connect
  }

  /** Carries out a command and returns its answer; undefined if V8 itself has to answer. */
  carryOut(session: Session, method: string, params: unknown): object | undefined {
    const other = this.#others.get(session)
    if (method === 'Profiler.enable') {
      if (other) other.isEnabled = true
      else this.#others.set(session, this.#createOther(session))
      return {}
    }
    if (!other?.isEnabled) return undefined
    switch (method) {
      case 'Profiler.startPreciseCoverage':
        other.mode = (params ?? {}) as Mode
        if (other.mode.detailed) this.#counters.countBlocks()
        // Counts from before are not for this session.
        this.#counters.take()
        other.pending = []
        return { timestamp: readClock() / 1000 }
      case 'Profiler.takePreciseCoverage':
        return other.mode && { result: this.#take(other, other.mode), timestamp: readClock() / 1000 }
      case 'Profiler.stopPreciseCoverage':
        delete other.mode
        return {}
      case 'Profiler.disable':
        delete other.mode
        other.isEnabled = false
        this.#stopProfile(other)
        return {}
    }
    return undefined
  }

  /** The session in which V8 carries out a command of `session`. */
  findTarget(session: Session): Session {
    const other = this.#others.get(session)
    return other?.isEnabled ? other.companion : session
  }

  forget(session: Session): void {
    const other = this.#others.get(session)
    if (!other) return
    this.#others.delete(session)
    this.#stopProfile(other)
  }

  #createOther(session: Session): Other {
    const companion = new this.#inspector.Session()
    apply(this.#connect, companion, [])
    apply(this.#send, companion, ['Profiler.enable'])
    companion.on('inspectorNotification', message => {
      if (!this.#others.get(session)?.isEnabled) return
      session.emit(message.method, message)
      session.emit('inspectorNotification', message)
    })
    return { isEnabled: true, pending: [], companion }
  }

  #take(other: Other, mode: Mode): ScriptCoverage[] {
    const taken = this.#counters.take()
    this.#others.forEach(each => {
      if (each !== other) keep(each, taken)
    })
    const result = mergeCounts(other.pending, taken)
    other.pending = []
    return mode.detailed && mode.callCount ? result : result.map(script => reduceTo(mode, script))
  }

  #stopProfile({ companion }: Other): void {
    apply(this.#send, companion, ['Profiler.stop', ignore])
  }
}

/** Has `answers` answer the sessions' profiler commands. */
function wrapSessions(
  { Session }: Inspector,
  own: Session | undefined,
  counters: Counters,
  answers: SessionAnswers,
): void {
  /** Sessions of this thread with its main thread, which has counters of its own. */
  const remote = new WeakSet<Session>()
  replaceFunction(Session.prototype, 'post', original => {
    return function post(this: Session, ...args: unknown[]) {
      const method = args[0]
      if (method === 'NodeWorker.enable' && this !== own) threadWatch.isOn = true
      if (method === 'Debugger.enable' && this !== own && !remote.has(this)) counters.keepDebugger()
      if (typeof method !== 'string' || !method.startsWith('Profiler.') || this === own || remote.has(this))
        return apply(original, this, args)
      const hasParams = typeof args[1] !== 'function'
      const callback = (hasParams ? args[2] : args[1]) as Answer | undefined
      const params = hasParams ? args[1] : undefined
      const relay: Answer = (error, result) => {
        let answer: object | undefined
        try {
          if (!error) answer = answers.carryOut(this, method, params)
        } catch (failure) {
          debugLog(method, failure)
        }
        if (error || answer) callback?.(error, answer ?? result)
        else apply(original, answers.findTarget(this), [method, params ?? undefined, callback])
      }
      // Node has to check a callback that is no function.
      const isCallable = callback === undefined || typeof callback === 'function'
      return apply(original, this, [nothing, params ?? undefined, isCallable ? relay : callback])
    }
  })
  replaceFunction(Session.prototype, 'disconnect', original => {
    return function disconnect(this: Session, ...args: unknown[]) {
      answers.forget(this)
      return apply(original, this, args)
    }
  })
  replaceFunction(Session.prototype, 'connectToMainThread', original => {
    return function connectToMainThread(this: Session, ...args: unknown[]) {
      const result = apply(original, this, args)
      remote.add(this)
      return result
    }
  })
}

function keep(other: Other, taken: ScriptCoverage[]): void {
  if (!other.mode) return
  // A copy: the program may change what it gets.
  other.pending = mergeCounts(other.pending, clone(taken))
}

/** Reduces a script's counts to those that V8 gives in a mode. */
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

function ignore(): void {}
