import { askThreads, passRequestOn } from '../endings/threads/ask-threads.ts'
import { listThreads, noteEnd } from '../endings/threads/known-threads.ts'
import type { Threads } from '../endings/threads/threads.ts'
import { isMainThread } from '../node/main-thread.ts'
import { whenThreadsLoad } from '../node/threads-module.ts'
import type { Settings } from '../settings.ts'
import type { ChildSettings } from './child-settings.ts'
import { addToObject } from './environment.ts'
import { watchModuleHooks } from './module-hooks.ts'
import { hasOwnLoader } from './own-hooks.ts'
import type { StartLog } from './start-log.ts'
import { type ThreadHooks, wrapThreads } from './threads.ts'

/** Wraps the starting of threads in this one, which is counted. */
export function wrapOwnThreads(settings: Settings, childSettings: ChildSettings, log: StartLog): Threads {
  const started = new Set<number>()
  /** The thread of a `--loader` has not been started yet, and tells nobody its number. */
  const mayBeAlone = !hasOwnLoader(settings.roots)
  const isAlone = () => mayBeAlone && started.size === 0
  const add = (id: number, file: string | undefined) => {
    started.add(id)
    log.threadStarted(id, file)
  }
  const threads: Threads = {
    ask(kind, of) {
      if (isAlone()) return false
      const known = listThreads(settings.dataFile, of ?? (isMainThread ? undefined : started))
      return askThreads(settings.dataFile, known, settings.config.askTimeout, kind)
    },
    passRequestOn() {
      if (!isAlone()) passRequestOn(listThreads(settings.dataFile))
    },
  }
  const hooks: ThreadHooks = {
    addEnvironment: env => addToObject(env, childSettings),
    started: add,
    beforeStop: id => threads.ask('last', [id]),
    ended: id => noteEnd(settings.dataFile, id),
  }
  whenThreadsLoad(isLate => wrapThreads(hooks, isLate))
  watchModuleHooks(settings.roots, add)
  return threads
}
