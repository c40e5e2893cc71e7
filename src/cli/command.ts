import type { Flags, OptionSpec } from './flags.ts'

/** What a command is called with. */
export interface Invocation {
  flags: Flags
  /** What stands behind the options. */
  operands: string[]
}

/** How covtree itself ends: by an exit code, or by the signal that its command died of. */
export type Outcome = number | NodeJS.Signals

/** One command of `covtree`. Help is made from these texts. */
export interface Command {
  /** As it is typed, for instance `covtree run [options] [--] <command> [arguments]`. */
  usage: string
  /** What it does, in a few lines of at most 80 characters. */
  description: string
  options: readonly OptionSpec[]
  /** Lines `command   # what for`. */
  examples: readonly string[]
  /** The first operand and all behind it belong to another program, whatever they look like. @default false */
  takesCommand?: boolean
  run(invocation: Invocation): Promise<Outcome>
}
