import { OptionError } from '../run/option.ts'

/** Describes an error: by its message if a setting, a disk or a folder caused it, by its stack if covtree did. */
export function describeError(error: unknown): string {
  if (error instanceof OptionError || isSystemError(error)) return `covtree: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Whether the operating system refused something: `ENOSPC: no space left on device, write`. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}
