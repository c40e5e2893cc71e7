import { statSync } from './primordials.ts'

/** Whether this path exists. */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
