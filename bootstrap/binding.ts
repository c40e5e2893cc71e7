import { debugLog } from './debug-log.ts'

// `process.binding` is deprecated: with --pending-deprecation it warns, once, which must stay the program's to cause.
const warns =
  /pending-deprecation/.test(`${process.execArgv} ${process.env.NODE_OPTIONS}`) ||
  process.env.NODE_PENDING_DEPRECATION === '1'

/**
 * A native module of Node (18 to 26), without the JavaScript that Node puts around it: nothing has to be loaded for it.
 * Undefined where it cannot be had, as under `--permission`: what Node documents must do then.
 */
export function readBinding<T>(name: string): T | undefined {
  if (warns) return undefined
  try {
    return (process as unknown as { binding(name: string): T }).binding(name)
  } catch (error) {
    debugLog(`no binding ${name}`, error)
    return undefined
  }
}
