import { debugLog } from './debug-log.ts'

// `process.binding` is deprecated: with --pending-deprecation it warns, once, which must stay the program's to cause.
const warns =
  `${process.execArgv} ${process.env.NODE_OPTIONS}`.includes('pending-deprecation') ||
  process.env.NODE_PENDING_DEPRECATION === '1'

/** Whether native modules can be had. Under `--permission` only what Node documents can. */
export const canBind = !warns && !('permission' in process)

/**
 * A native module of Node (18 to 26), without the JavaScript that Node puts around it: nothing has to be loaded for it.
 * Undefined where it cannot be had, as under `--permission`: what Node documents must do then.
 */
export function readBinding<T>(name: string): T | undefined {
  if (!canBind) return undefined
  try {
    return (process as unknown as { binding(name: string): T }).binding(name)
  } catch (error) {
    debugLog(`no binding ${name}`, error)
    return undefined
  }
}
