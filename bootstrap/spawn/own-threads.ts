import { askThreads, passRequestOn } from '../endings/threads/ask-threads.ts'
import { listThreads, noteEnd } from '../endings/threads/known-threads.ts'
import type { Threads } from '../endings/threads/threads.ts'
import { isMainThread } from '../node/main-thread.ts'
import type { Settings } from '../settings.ts'
import type { ChildSettings } from './child-settings.ts'
import { addToObject } from './environment.ts'
import { watchModuleHooks } from './module-hooks.ts'
import { hasOwnLoader } from './own-hooks.ts'
import type { StartLog } from './start-log.ts'
import { type ThreadHooks, wrapThreads } from './threads.ts'

/** The threads of this thread, which is counted. */
export interface OwnThreads extends Threads {
  /** Wraps the starting of threads; for `isLate` see `whenLoaded`. */
  wrap(isLate: boolean): void
  /** Has module hooks counted; must be called when Node loads what runs them. */
  watchHooks(): void
}

/** Prepares the wrapping. */
export function createOwnThreads(
  settings: Settings,
  childSettings: ChildSettings,
  log: StartLog,
): OwnThreads {
  const started = new Set<number>()
  /** The thread of a `--loader` has not been started yet, and tells nobody its number. */
  const mayBeAlone = !hasOwnLoader(settings.roots)
  const isAlone = () => mayBeAlone && started.size === 0
  const add = (id: number, file: string | undefined) => {
    started.add(id)
    log.threadStarted(id, file)
  }
  const ask: Threads['ask'] = (kind, of) => {
    if (isAlone()) return false
    const known = listThreads(settings.dataFile, of ?? (isMainThread ? undefined : started))
    return askThreads(settings.dataFile, known, settings.config.askTimeout, kind)
  }
  const hooks: ThreadHooks = {
    addEnvironment: env => addToObject(env, childSettings),
    started: add,
    beforeStop: id => ask('last', [id]),
    ended: id => noteEnd(settings.dataFile, id),
  }
  return {
    ask,
    passRequestOn() {
      if (!isAlone()) passRequestOn(listThreads(settings.dataFile))
    },
    wrap: isLate => void wrapThreads(hooks, isLate),
    watchHooks: () => watchModuleHooks(settings.roots, add),
  }
}
