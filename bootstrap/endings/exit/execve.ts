import { apply } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'

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
