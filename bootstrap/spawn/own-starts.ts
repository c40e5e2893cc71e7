import type { Settings } from '../settings.ts'
import type { ChildSettings } from './child-settings.ts'
import { prepareSpawning } from './own-spawning.ts'
import { createOwnThreads, type OwnThreads } from './own-threads.ts'
import { type WhenLoaded, wrapSpawning } from './processes.ts'
import { StartLog } from './start-log.ts'

/** What this thread, which is counted, starts and kills. */
export interface OwnStarts {
  threads: OwnThreads
  /** Wraps the starting of processes. */
  wrapSpawning(when: WhenLoaded): void
  /** Must be called before this thread sends a signal by `process.kill`. */
  beforeKill(pid: number, signalNumber: number): void
}

/**
 * Prepares the wrapping of what this thread starts.
 * @param id of this process or thread
 * @param aroundSync as in {@link wrapSpawning}
 */
export function createOwnStarts(
  settings: Settings,
  childSettings: ChildSettings,
  id: string,
  aroundSync: <T>(spawn: () => T) => T,
): OwnStarts {
  const log = new StartLog(settings.dataFile, id)
  const worker: ChildSettings = { ...childSettings, isWorker: true }
  const { hooks, beforeKill } = prepareSpawning(settings, {
    log,
    // Pool workers of a Vitest that runs below this run step aside (process.ts).
    chooseSettings: ({ args }) =>
      args?.includes(settings.config.vitestWorker ?? '') ? worker : childSettings,
    aroundSync,
  })
  return {
    threads: createOwnThreads(settings, childSettings, log),
    wrapSpawning: when => void wrapSpawning(hooks, when),
    beforeKill,
  }
}
