// One row of a table of options. Types, checks, flags, help, the JSON schema and the docs are made of these rows or tested against them.

/** One option. */
export interface Option {
  /** The type in words, as docs/options.md shows it. */
  type: string
  default: unknown
  /** Checks a value of a config file or a flag. Returns the value to use, or throws {@link OptionError}. */
  check(value: unknown, name: string): unknown
  /** JSON schema of the values that a JSON file may hold. */
  schema: object
  /** One sentence for the help, the types and the JSON schema. */
  text: string
  /** The flag of `covtree`; absent: config files alone. */
  flag?: Flag | undefined
}

/** How the command line takes an option. */
export interface Flag {
  /** A list may be given several times, or with commas. */
  kind: 'switch' | 'text' | 'list'
  /** One letter. */
  short?: string
  /** Name of the value in the help. */
  value?: string
}

/** A setting that cannot be used. Its message names the option, the value and the fix. */
export class OptionError extends Error {}

OptionError.prototype.name = 'OptionError'

/** Makes the error of a value that cannot be used. */
export function invalidValue(name: string, value: unknown, fix: string): OptionError {
  const shown = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value))
  return new OptionError(`Invalid \`${name}\` value ${shown}: ${fix}.`)
}

/** Advice for a value that Vitest's flag parser took wrongly: the name of a test file behind a bare flag. Else empty. */
export function adviseOnFlag(value: unknown, name: string): string {
  if (typeof value !== 'string' || !name.startsWith('coverage.subprocess')) return ''
  const isFlag = name === 'coverage.subprocess' || /[./\\*]/.test(value)
  return isFlag ? `; before the name of a test file write \`--${name}=true\`` : ''
}

/** Reads a boolean, also as flags give it: `'false'`. */
export function parseBoolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true' || value === '') return true
  if (value === false || value === 'false') return false
  return undefined
}

/** Kind of option: true or false. */
export const booleanKind = {
  type: 'boolean',
  schema: { type: 'boolean' },
  flag: { kind: 'switch' },
  check(value: unknown, name: string): boolean {
    const known = parseBoolean(value)
    if (known !== undefined) return known
    throw invalidValue(name, value, `use true or false${adviseOnFlag(value, name)}`)
  },
} as const

/** The longest time of Node's timers, in ms. They take a longer one for 1 ms, and print a warning. */
const longestTime = 2 ** 31 - 1

/** Kind of option: a time in milliseconds. */
export const millisecondsKind = {
  type: 'number (ms)',
  schema: { type: 'number', minimum: 0, maximum: longestTime },
  flag: { kind: 'text', value: 'MS' },
  check(value: unknown, name: string): number {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number) || number < 0)
      throw invalidValue(name, value, 'use a number of milliseconds, 0 or more')
    if (number > longestTime) throw invalidValue(name, value, `use at most ${longestTime} milliseconds`)
    return number
  },
} as const

/** The signals of all systems: a config may be shared between them. A system ignores a signal that it does not have. */
const signalNames =
  'ABRT ALRM BREAK BUS CHLD CONT FPE HUP ILL INFO INT IO IOT KILL LOST PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
    .split(' ')
    .map(name => `SIG${name}`)

/** Kind of option: a signal that a process can catch. */
export const signalKind = {
  type: 'signal name',
  schema: { type: 'string', pattern: '^SIG[A-Z0-9]+$' },
  flag: { kind: 'text', value: 'SIGNAL' },
  check(value: unknown, name: string): NodeJS.Signals {
    if (typeof value === 'string' && signalNames.includes(value)) {
      if (value === 'SIGKILL' || value === 'SIGSTOP')
        throw invalidValue(name, value, "no process can catch it, use 'SIGUSR2'")
      return value as NodeJS.Signals
    }
    const guess = typeof value === 'string' ? `SIG${value.toUpperCase().replace(/^SIG/, '')}` : ''
    throw invalidValue(name, value, `use '${signalNames.includes(guess) ? guess : 'SIGUSR2'}'`)
  },
} as const

const textsSchema = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] }

/** Kind of option: texts and regular expressions, or `false`. */
export const patternsKind = {
  type: 'text, regular expression, a list of them, or `false`',
  schema: { anyOf: [...textsSchema.anyOf, { const: false }] },
  check(value: unknown, name: string): (string | RegExp)[] | false {
    if (value === false || value === 'false') return false
    const list: unknown[] = Array.isArray(value) ? value : [value]
    const isUsable = (item: unknown) => (typeof item === 'string' && item !== '') || item instanceof RegExp
    if (list.every(isUsable)) return list as (string | RegExp)[]
    throw invalidValue(name, value, 'use texts or regular expressions, or false')
  },
} as const

/** The commands that are counted, and those that are not. */
export interface Commands {
  include?: (string | RegExp)[]
  exclude?: (string | RegExp)[]
}

/** Kind of option: {@link Commands}. */
export const commandsKind = {
  type: '`{ include, exclude }`, each a text, a regular expression or a list of them',
  schema: {
    type: 'object',
    properties: { include: textsSchema, exclude: textsSchema },
    additionalProperties: false,
  },
  check(value: unknown, name: string): Commands {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw invalidValue(name, value, 'use { exclude: [...] }, or include')
    const filter: Commands = {}
    for (const [key, patterns] of Object.entries(value)) {
      if (key !== 'include' && key !== 'exclude')
        throw new OptionError(`Unknown option \`${name}.${key}\`: use include or exclude.`)
      const list = patternsKind.check(patterns, `${name}.${key}`)
      if (list !== false) filter[key] = list
    }
    return filter
  },
} as const
