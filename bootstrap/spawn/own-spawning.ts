import { askBeforeProcessKill, askBeforeSignal, type Sender } from '../endings/kill/ask-first.ts'
import { askBeforeKillCommand } from '../endings/kill/kill-commands.ts'
import type { Settings } from '../settings.ts'
import { type SpawnHooks, type WhenLoaded, wrapSpawning } from './processes.ts'

/**
 * Wraps the starting and killing of processes in this thread; who may be killed is asked for its data first. Returns a function that
 * unwraps.
 * @param when as of {@link wrapSpawning}
 */
export function wrapOwnSpawning(
  settings: Settings,
  hooks: Omit<SpawnHooks, 'beforeKill'>,
  when?: WhenLoaded,
): () => void {
  const sender: Sender = {
    dataFile: settings.dataFile,
    get askTimeout() {
      return settings.config.askTimeout
    },
  }
  const unwrap = wrapSpawning(
    {
      ...hooks,
      addEnvironment(start) {
        askBeforeKillCommand(sender, start.args)
        return hooks.addEnvironment(start)
      },
      beforeKill: (pid, signalNumber) => askBeforeSignal(sender, pid, signalNumber),
    },
    when,
  )
  const unwrapKill = askBeforeProcessKill(sender)
  return () => {
    unwrap()
    unwrapKill?.()
  }
}
