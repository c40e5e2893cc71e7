import { nearestName } from '../run/nearest-name.ts'
import { OptionError } from '../run/option.ts'
import { dieOf } from '../system/die-of.ts'
import { ignoreClosedOutput } from './closed-output.ts'
import type { Command, Outcome } from './command.ts'
import { commands } from './commands/index.ts'
import { describeError } from './describe-error.ts'
import { parseFlags } from './flags.ts'
import { describeCommand, describeProgram, helpOption } from './help.ts'

/** Exit code for a command line or a setting that cannot be used. */
const usageError = 2

/** Runs one command line of `covtree` and ends this process with its outcome. */
export async function main(args: readonly string[]): Promise<void> {
  let outcome: Outcome
  try {
    outcome = await runCommandLine(args)
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n`)
    outcome = error instanceof OptionError ? usageError : 1
  }
  if (typeof outcome === 'number') process.exitCode = outcome
  // The parent of covtree sees the signal that the command died of.
  else dieOf(outcome)
}

async function runCommandLine([name, ...args]: readonly string[]): Promise<Outcome> {
  if (name === undefined) {
    process.stderr.write(describeProgram(commands))
    return usageError
  }
  if (name === '--version' || name === '-v') {
    const { covtreeVersion } = await import('../report/version.ts')
    return print(`${covtreeVersion}\n`)
  }
  const isHelp = name === '--help' || name === '-h' || name === 'help'
  if (isHelp) return print(args[0] ? describeCommand(await loadCommand(args[0])) : describeProgram(commands))
  const command = await loadCommand(name)
  const { flags, operands } = parseFlags(args, [...command.options, helpOption], command.takesCommand)
  if (flags.help) return print(describeCommand(command))
  if (command.takesOptionsAlone && operands.length > 0)
    throw new OptionError(
      `\`covtree ${name}\` takes nothing but options: leave out \`${operands.join(' ')}\`.`,
    )
  return command.run({ flags, operands })
}

async function loadCommand(name: string): Promise<Command> {
  const entry = commands.find(command => command.name === name)
  if (entry) return entry.load()
  const names = commands.map(command => command.name)
  const near = nearestName(name, names)
  const fix = near ? `did you mean \`covtree ${near}\`?` : `use one of ${names.join(', ')}.`
  throw new OptionError(`Unknown command \`${name}\`: ${fix}`)
}

function print(text: string): number {
  ignoreClosedOutput()
  process.stdout.write(text)
  return 0
}
