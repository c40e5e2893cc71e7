import type { Command } from './command.ts'
import type { OptionSpec } from './flags.ts'

/** A line of the list of commands. */
export interface CommandSummary {
  name: string
  summary: string
}

/** The text of `covtree --help`. */
export function describeProgram(commands: readonly CommandSummary[]): string {
  return `covtree: coverage of whole process trees

Usage: covtree <command> [options]

Commands:
${table(commands.map(({ name, summary }) => [name, summary]))}

\`covtree <command> --help\` tells more about one of them.
Settings may stand in covtree.config.{json,js,ts} or under "covtree" in package.json.
`
}

/** The text of `covtree <command> --help`. */
export function describeCommand(command: Command): string {
  const examples = command.examples.map(line => `  ${line}`).join('\n')
  return `Usage: ${command.usage}

${command.description.trim()}

Options:
${table([...command.options, helpOption].map(option => [nameOption(option), option.help]))}

Examples:
${examples}
`
}

/** The option of every command. */
export const helpOption: OptionSpec = { name: 'help', short: 'h', kind: 'switch', help: 'Show this text.' }

function nameOption({ name, short, value }: OptionSpec): string {
  return `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`
}

function table(rows: [left: string, right: string][]): string {
  const width = Math.min(26, Math.max(...rows.map(([left]) => left.length)))
  const indent = `\n${' '.repeat(width + 4)}`
  return rows
    .map(([left, right]) => {
      const lines = right.split('\n').join(indent)
      return left.length > width ? `  ${left}${indent}${lines}` : `  ${left.padEnd(width)}  ${lines}`
    })
    .join('\n')
}
