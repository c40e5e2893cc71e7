import { dieOf } from '../system/die-of.ts'

/** Signals by which a user ends covtree while it reports. */
const endings: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Calls `remove` at the end of this process, by exit or by a signal.
 * @returns a function that calls it now
 */
export function guardFolder(remove: () => void): () => void {
  const onExit = () => remove()
  const onSignal = (signal: NodeJS.Signals) => {
    // While the command runs, signals are its own; its listeners stand beside this one.
    if (process.listenerCount(signal) > 1) return
    release()
    dieOf(signal)
  }
  const release = () => {
    process.off('exit', onExit)
    for (const signal of endings) process.off(signal, onSignal)
    remove()
  }
  process.on('exit', onExit)
  for (const signal of endings) process.on(signal, onSignal)
  return release
}
