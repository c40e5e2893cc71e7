import { askThreads, passRequestOn } from '../endings/threads/ask-threads.ts'
import { listThreads, noteEnd } from '../endings/threads/known-threads.ts'
import type { Threads } from '../endings/threads/threads.ts'
import { isMainThread } from '../node/main-thread.ts'
import { whenThreadsLoad } from '../node/threads-module.ts'
import type { Settings } from '../settings.ts'
import type { ChildSettings } from './child-settings.ts'
import { addToObject } from './environment.ts'
import type { StartLog } from './start-log.ts'
import { type ThreadHooks, wrapThreads } from './threads.ts'

/** Wraps the starting of threads in this one, which is counted. */
export function wrapOwnThreads(settings: Settings, childSettings: ChildSettings, log: StartLog): Threads {
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
    addEnvironment: env => addToObject(env, childSettings),
    started(id, file) {
      started.add(id)
      log.threadStarted(id, file)
    },
    beforeStop: id => threads.ask('last', [id]),
    ended: id => noteEnd(settings.dataFile, id),
  }
  whenThreadsLoad(isLate => wrapThreads(hooks, isLate))
  return threads
}
