import type { Flags, OptionSpec } from './flags.ts'

/** The arguments of a command. */
export interface Invocation {
  flags: Flags
  /** The arguments behind the options. */
  operands: string[]
}

/** How covtree itself ends: by an exit code, or by the signal that killed its command. */
export type Outcome = number | NodeJS.Signals

/** One command of `covtree`. Help is made from these texts. */
export interface Command {
  /** The form of the command line: `covtree run [options] [--] <command> [arguments]`. */
  usage: string
  /** Its effect, in a few lines of at most 80 characters. */
  description: string
  options: readonly OptionSpec[]
  /** Lines `command   # purpose`. */
  examples: readonly string[]
  /** Whether the first operand and everything behind it is another program's command line. @default false */
  takesCommand?: boolean
  /** Whether it takes no operands. @default false */
  takesOptionsAlone?: boolean
  run(invocation: Invocation): Promise<Outcome>
}
