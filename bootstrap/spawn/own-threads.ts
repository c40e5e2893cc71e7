import { askThreads, passRequestOn } from '../endings/ask-threads.ts'
import { listThreads } from '../endings/known-threads.ts'
import { isMainThread } from '../node/main-thread.ts'
import { whenThreadsLoad } from '../node/threads-module.ts'
import type { Settings } from '../settings.ts'
import { addToObject, type Handover } from './environment.ts'
import { type ThreadHooks, wrapThreads } from './threads.ts'

/** The threads this one has started. */
export interface Threads {
  /** Asks them (or those given) for their data and waits; true if their code was interrupted for it. */
  ask(kind: 'last' | 'inside', of?: number[]): boolean
  /** Lets them answer another process. */
  passRequestOn(): void
}

/** Wraps the starting of threads in this one. */
export function wrapOwnThreads(settings: Settings, handover: Handover): Threads {
  const started = new Set<number>()
  const threads: Threads = {
    ask(kind, of) {
      if (started.size === 0) return false
      const known = listThreads(settings.dataFile, of ?? (isMainThread ? undefined : started))
      return askThreads(settings.dataFile, known, settings.config.askTimeout, kind)
    },
    passRequestOn() {
      if (started.size > 0) passRequestOn(listThreads(settings.dataFile))
    },
  }
  const hooks: ThreadHooks = {
    addEnvironment: env => addToObject(env, handover),
    started(id) {
      started.add(id)
    },
    beforeStop: id => threads.ask('last', [id]),
  }
  whenThreadsLoad(isLate => wrapThreads(hooks, isLate))
  return threads
}
