import { parseArgs } from 'node:util'
import { nearestName } from '../run/nearest-name.ts'
import { type Flag, OptionError } from '../run/option.ts'

/** One flag of a command. */
export interface OptionSpec extends Flag {
  /** Without the dashes: `reports-dir`. The key in a config file is the same in camel case. */
  name: string
  help: string
}

/** The given flags, by their names in camel case. */
export type Flags = Record<string, boolean | string | string[]>

/** `reports-dir` → `reportsDir` */
function toKey(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** `reportsDir` → `--reports-dir` */
export function toFlag(key: string): string {
  return `--${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}

/**
 * Reads the arguments of a command.
 * @param takesCommand stop at the first operand: the rest is another program's command line
 * @throws {OptionError} for an unknown option, or one without its value
 */
export function parseFlags(
  args: readonly string[],
  specs: readonly OptionSpec[],
  takesCommand = false,
): { flags: Flags; operands: string[] } {
  const end = takesCommand ? findCommand(args, specs) : args.length
  const { tokens } = parseArgs({
    args: args.slice(0, end),
    options: Object.fromEntries(
      specs.map(spec => [
        spec.name,
        {
          type: spec.kind === 'switch' ? ('boolean' as const) : ('string' as const),
          ...(spec.short && { short: spec.short }),
        },
      ]),
    ),
    // Strict messages name neither the fix nor the nearest option; `allowNegative` came with Node 20.17 and 22.4.
    strict: false,
    tokens: true,
  })
  const flags: Flags = {}
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind === 'option') addFlag(flags, token, specs)
  }
  const rest = args.slice(end)
  operands.push(...(rest[0] === '--' ? rest.slice(1) : rest))
  return { flags, operands }
}

interface OptionToken {
  name: string
  rawName: string
  value?: string | undefined
  inlineValue?: boolean | undefined
}

function addFlag(flags: Flags, token: OptionToken, specs: readonly OptionSpec[]): void {
  const { spec, isNegated } = findSpec(token, specs)
  const key = toKey(spec.name)
  if (spec.kind === 'switch') {
    if (token.value !== undefined && token.value !== 'true' && token.value !== 'false') {
      throw new OptionError(
        `Invalid \`--${spec.name}\` value '${token.value}': use true or false, or none for true.`,
      )
    }
    flags[key] = (token.value !== 'false') !== isNegated
    return
  }
  const isMissing = !token.value || (!token.inlineValue && token.value.startsWith('-') && token.value !== '-')
  if (isMissing)
    throw new OptionError(`Missing value of \`--${spec.name}\`: write \`--${spec.name} ${spec.value}\`.`)
  if (spec.kind === 'text') flags[key] = token.value!
  else flags[key] = [...((flags[key] as string[] | undefined) ?? []), ...splitList(token.value!)]
}

function findSpec(
  token: OptionToken,
  specs: readonly OptionSpec[],
): { spec: OptionSpec; isNegated: boolean } {
  const spec = specs.find(known => known.name === token.name)
  if (spec) return { spec, isNegated: false }
  const negated = specs.find(known => known.kind === 'switch' && token.name === `no-${known.name}`)
  if (negated) return { spec: negated, isNegated: true }
  const near = nearestName(
    token.name,
    specs.map(known => known.name),
  )
  const fix = near ? `did you mean \`--${near}\`?` : 'see `--help` for those there are.'
  throw new OptionError(`Unknown option \`${token.rawName}\`: ${fix}`)
}

/** Finds the first operand: at `--`, or the first argument that is neither an option nor the value of one. */
function findCommand(args: readonly string[], specs: readonly OptionSpec[]): number {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--' || arg === '-' || !arg.startsWith('-')) return i
    const spec = specs.find(({ name, short }) => arg === `--${name}` || arg === `-${short}`)
    if (spec && spec.kind !== 'switch') i++
  }
  return args.length
}

/** Splits at commas, except those in the braces of a glob. */
function splitList(value: string): string[] {
  return value.split(/,(?![^{]*\})/).filter(part => part !== '')
}
