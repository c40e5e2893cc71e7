// Ends that the process brings upon itself without exiting: abort, execve, a signal to itself.

import { isMainThread } from '../node/main-thread.ts'
import { apply } from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'
import { isDeadly, signalName } from './deadly-signals.ts'
import { callInOrder } from './no-frame.ts'

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

/**
 * Calls `prepare` with the new image's environment and then `finish` before `process.execve` (Node >= 22.15) replaces this one;
 * `revive` if it does not, which is so for arguments that Node refuses.
 */
export function flushBeforeExecve(
  prepare: (env: Record<string, string>) => Record<string, string>,
  finish: () => void,
  revive: () => void,
): void {
  replaceFunction(process, 'execve', original => {
    return function execve(this: unknown, ...args: unknown[]) {
      const [file, argv, env] = args
      // Wrong arguments are Node's to refuse: it throws before it does anything.
      if (typeof file !== 'string' || (env !== undefined && (typeof env !== 'object' || env === null))) {
        return apply(original, this, args)
      }
      const prepared = prepare((env ?? process.env) as Record<string, string>)
      finish()
      try {
        return apply(original, this, [file, argv ?? [], prepared])
      } finally {
        revive()
      }
    }
  })
}
