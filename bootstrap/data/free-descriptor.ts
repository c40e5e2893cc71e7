import { isAboutDescriptors } from '../../src/system/shortage.ts'
import { runSafely } from '../node/debug-log.ts'
import { closeSync } from '../node/primordials.ts'

/**
 * Closes standard input if `error` says that the process has all the files open that it may. For a process that has ended and only
 * writes its data: it reads no more. A terminal stays open, because Node resets its mode after this. Returns whether a file can be opened
 * now.
 */
export function freeDescriptor(error: unknown): boolean {
  if (!isAboutDescriptors((error as NodeJS.ErrnoException).code)) return false
  return (
    runSafely('standard input stays open', () => {
      const { isatty } = require('node:tty') as typeof import('node:tty')
      if (isatty(0)) return false
      closeSync(0)
      return true
    }) ?? false
  )
}
