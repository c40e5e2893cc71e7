import { apply } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'

/**
 * Wraps `process.execve` (Node >= 22.15), which replaces this process by another program: `prepare` completes the new program's
 * environment, then `finish` saves the counts. `revive` is called if Node refuses the arguments and this process goes on.
 */
export function flushBeforeExecve(
  prepare: (env: Record<string, string>) => Record<string, string>,
  finish: () => void,
  revive: () => void,
): void {
  replaceFunction(process, 'execve', original => {
    return function execve(this: unknown, ...args: unknown[]) {
      const file = args[0]
      const env = args[2]
      // Node refuses wrong arguments, and names them in its message.
      if (typeof file !== 'string' || (env !== undefined && !isEnvironment(env))) {
        return apply(original, this, args)
      }
      const prepared = prepare((env ?? process.env) as Record<string, string>)
      finish()
      try {
        return apply(original, this, [file, args[1] ?? [], prepared])
      } finally {
        revive()
      }
    }
  })
}

/** Whether Node accepts an environment: all values are strings without null characters. */
function isEnvironment(env: unknown): boolean {
  if (typeof env !== 'object' || env === null) return false
  for (const name of Object.keys(env)) {
    const value: unknown = (env as Record<string, unknown>)[name]
    if (typeof value !== 'string' || value.includes('\0') || name.includes('\0')) return false
  }
  return true
}
