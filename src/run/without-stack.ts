import { OptionError } from './option.ts'

/**
 * Runs a function. An {@link OptionError} that it throws loses its stack: runners print the stacks of errors, and their
 * own code in a stack says nothing about a setting.
 */
export function withoutStack<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof OptionError) error.stack = `${error.name}: ${error.message}`
    throw error
  }
}
