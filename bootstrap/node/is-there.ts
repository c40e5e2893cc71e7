import { statSync } from './primordials.ts'

/** Whether there is a file of this path. */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
