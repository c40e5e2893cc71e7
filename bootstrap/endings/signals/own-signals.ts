// Signals that the process sends to itself, and `process.abort`.

import { isMainThread } from '../../node/main-thread.ts'
import { callInOrder } from '../../node/no-frame.ts'
import { apply } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'
import { cells, type SharedState } from '../../shared-state.ts'
import { isDeadly, isDeadlyOnceHandled, signalName } from './deadly-signals.ts'

const { listenerCount } = process

/**
 * Calls `flush` before the process kills itself by a signal to which the program does not listen.
 * @param state tells for which signals the program had a handler
 */
export function flushBeforeOwnSignals(
  state: SharedState,
  flush: (signal: NodeJS.Signals, isAbort: boolean) => void,
): void {
  // Node prints a stack trace, which must have no frame of ours.
  const flushFirst = () => {
    flush('SIGABRT', true)
    return 0
  }
  // In other threads `abort` only throws, and Node marks it like the functions that {@link isMainThread} looks at.
  if (isMainThread) replaceFunction(process, 'abort', original => callInOrder(flushFirst, original, process))
  replaceFunction(process, '_kill', original => {
    return function _kill(this: unknown, ...args: unknown[]) {
      const pid = args[0]
      const signalNumber = Number(args[1])
      const kills = state[cells.closed + signalNumber] ? isDeadlyOnceHandled : isDeadly
      if ((pid === process.pid || pid === 0) && kills(signalNumber)) {
        const name = signalName(signalNumber)!
        if (apply(listenerCount, process, [name]) === 0) flush(name, false)
      }
      return apply(original, this, args)
    }
  })
}
