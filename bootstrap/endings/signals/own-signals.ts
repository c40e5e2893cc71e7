// Ends that the process brings upon itself without exiting: abort, a signal to itself.

import { isMainThread } from '../../node/main-thread.ts'
import { callInOrder } from '../../node/no-frame.ts'
import { apply } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'
import { isDeadly, signalName } from './deadly-signals.ts'

/** Calls `flush` before the process takes its own life by a signal that the program does not listen to. */
export function flushBeforeOwnSignals(flush: (signal: NodeJS.Signals, isAbort: boolean) => void): void {
  // Node prints the stack trace: no frame of ours.
  const flushFirst = () => {
    flush('SIGABRT', true)
    return 0
  }
  // In a thread it only throws; Node marks what does.
  if (isMainThread) replaceFunction(process, 'abort', original => callInOrder(flushFirst, original, process))
  replaceFunction(process, '_kill', original => {
    return function _kill(this: unknown, ...args: unknown[]) {
      const [pid, signalNumber] = args
      if ((pid === process.pid || pid === 0) && isDeadly(Number(signalNumber))) {
        const name = signalName(Number(signalNumber))!
        if (process.listenerCount(name) === 0) flush(name, false)
      }
      return apply(original, this, args)
    }
  })
}
