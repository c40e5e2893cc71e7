import { runSafely } from './debug-log.ts'
import { ownOptions } from './own-options.ts'
import { apply } from './primordials.ts'

// The program may replace it later.
const { binding } = process as unknown as { binding(name: string): never }

// `process.binding` is deprecated. With --pending-deprecation it prints a warning once, which only the program may cause.
const warns = ownOptions.includes('pending-deprecation') || process.env.NODE_PENDING_DEPRECATION === '1'

/** Whether native modules are available. They are not under `--permission`. */
export const canBind = !warns && !('permission' in process)

/**
 * Returns a native module of Node (18 to 26). Using it loads none of Node's JavaScript around it. Undefined where it is not available;
 * callers then use Node's documented API.
 */
export function readBinding<T>(name: string): T | undefined {
  return canBind ? runSafely(`no binding ${name}`, () => apply(binding, process, [name])) : undefined
}
