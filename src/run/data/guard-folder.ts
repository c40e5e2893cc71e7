import { dieOf } from '../../system/die-of.ts'

/** Signals by which a user ends a run. */
const endings: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

const removals = new Set<() => void>()

/**
 * Calls `remove` at the end of this process, by exit or by a signal that no other listener handles.
 * @returns a function that calls it now
 */
export function guardFolder(remove: () => void): () => void {
  if (removals.size === 0) listen()
  removals.add(remove)
  return () => {
    if (!removals.delete(remove)) return
    if (removals.size === 0) unlisten()
    remove()
  }
}

function listen(): void {
  process.on('exit', removeAll)
  // First in line: a `once` listener is gone after its call, and would look as if nobody handled the signal.
  for (const signal of endings) process.prependListener(signal, onSignal)
}

function unlisten(): void {
  process.off('exit', removeAll)
  for (const signal of endings) process.off(signal, onSignal)
}

function onSignal(signal: NodeJS.Signals): void {
  // Another listener decides how the process ends, and `exit` follows.
  if (process.listenerCount(signal) > 1) return
  unlisten()
  removeAll()
  dieOf(signal)
}

function removeAll(): void {
  for (const remove of removals) remove()
  removals.clear()
}
