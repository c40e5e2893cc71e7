import { apply } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'

/** Wraps the native part of `process.kill`, which gets the pid and signal as checked numbers. */
export function askBeforeProcessKill(
  beforeKill: (pid: number, signalNumber: number) => void,
): (() => void) | undefined {
  return replaceFunction(process, '_kill', original => {
    return function _kill(this: unknown, ...args: unknown[]) {
      const pid = args[0]
      if (typeof pid === 'number' && pid !== process.pid) beforeKill(pid, Number(args[1]))
      return apply(original, this, args)
    }
  })
}
