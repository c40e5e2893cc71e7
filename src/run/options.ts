import { nearestName } from './nearest-name.ts'
import {
  adviseOnFlag,
  booleanKind,
  commandsKind,
  invalidValue,
  millisecondsKind,
  type Option,
  OptionError,
  parseBoolean,
  patternsKind,
  signalKind,
} from './option.ts'

/** Texts, regular expressions, or both. */
type Patterns = string | RegExp | (string | RegExp)[]

/** Settings under `coverage.subprocess`. Every key is optional. */
export interface SubprocessOptions {
  /**
   * `false` switches subprocess coverage off and keeps the other settings.
   * @default true
   */
  enabled?: boolean
  /**
   * Print the tree of processes: how each ended, how long it took and which lines it ran.
   * @default false
   */
  tree?: boolean
  /**
   * Write the page `subprocess/index.html`.
   * @default `true` with a coverage reporter `html`, `html-spa` or `lcov`
   */
  html?: boolean
  /**
   * Keep in subprocess.json which tests ran which line through a process; `covtree why` reads it.
   * @default false
   */
  contexts?: boolean
  /**
   * Let the run fail when a process was lost.
   * @default false
   */
  failOnLost?: boolean
  /**
   * On GitHub Actions, write a job summary and annotate lost processes.
   * @default true
   */
  jobSummary?: boolean
  /**
   * Extra patterns to hide in the command lines that reports show. Values named like a token or a password, credentials in URLs and
   * well-known forms of tokens are hidden without it; `false` hides nothing.
   * @default []
   */
  redact?: string | (string | RegExp)[] | false
  /**
   * Commands that are counted, and commands that run without covtree, with everything they start.
   * @default undefined
   */
  commands?: { include?: Patterns; exclude?: Patterns }
  /**
   * Save the counts of working processes at this pace, for those that die without notice. 1000 is a sensible value.
   * @default undefined
   */
  checkpoint?: number
  /**
   * A process that receives this signal saves its counts and continues.
   * @default undefined
   */
  saveSignal?: NodeJS.Signals
  /**
   * How long a process has to start saving its counts before a deadly signal from a test reaches it. `0`: it is not asked.
   * @default 100
   */
  askTimeout?: number
  /**
   * Keep the data folder after the report and print its path.
   * @default false
   */
  keepData?: boolean
}

/** The table of these options. */
export const processOptions = {
  enabled: {
    ...booleanKind,
    default: true,
    text: '`false` switches subprocess coverage off and keeps the other settings.',
    flag: undefined,
  },
  tree: {
    ...booleanKind,
    default: false,
    text: 'Print the tree of processes: how each ended, how long it took and which lines it ran.',
    flag: { kind: 'switch', short: 't' },
  },
  html: { ...booleanKind, default: undefined, text: 'Write the page `subprocess/index.html`.' },
  contexts: {
    ...booleanKind,
    default: false,
    text: 'Keep in subprocess.json which tests ran which line through a process; `covtree why` reads it.',
  },
  failOnLost: { ...booleanKind, default: false, text: 'Let the run fail when a process was lost.' },
  jobSummary: {
    ...booleanKind,
    default: true,
    text: 'On GitHub Actions, write a job summary and annotate lost processes.',
    flag: undefined,
  },
  redact: {
    ...patternsKind,
    default: [],
    text: 'Extra patterns to hide in the command lines that reports show.',
  },
  commands: {
    ...commandsKind,
    default: undefined,
    text: 'Commands that are counted, and commands that run without covtree, with everything they start.',
  },
  checkpoint: {
    ...millisecondsKind,
    default: undefined,
    text: 'Save the counts of working processes at this pace, for those that die without notice.',
  },
  saveSignal: {
    ...signalKind,
    default: undefined,
    text: 'A process that receives this signal saves its counts and continues.',
  },
  askTimeout: {
    ...millisecondsKind,
    default: 100,
    text: 'How long a process has to start saving its counts before a deadly signal from a test reaches it.',
  },
  keepData: {
    ...booleanKind,
    default: false,
    text: 'Keep the data folder after the report and print its path.',
    flag: undefined,
  },
} as const satisfies Record<keyof SubprocessOptions, Option>

/** {@link SubprocessOptions} with defaults filled in and checked. `html` undefined: the coverage reporters decide. */
export type ResolvedOptions = {
  [Key in Exclude<keyof SubprocessOptions, 'enabled'>]:
    | ReturnType<(typeof processOptions)[Key]['check']>
    | ((typeof processOptions)[Key]['default'] extends undefined ? undefined : never)
}

/** Names of all options of processes. */
export const processOptionNames = Object.keys(processOptions) as (keyof SubprocessOptions)[]

/**
 * Reads a value of `coverage.subprocess`, from a config file or the command line.
 * @param value `true`, an object, or a form that Vitest makes of flags (`'false'`, an array of repeated flags)
 * @param name the option's full name, for messages
 * @returns the settings, or undefined when switched off
 * @throws {OptionError} for an unknown key or a value that cannot be used
 */
export function resolveOptions(value: unknown, name = 'coverage.subprocess'): ResolvedOptions | undefined {
  if (Array.isArray(value)) return resolveOptions(value.at(-1), name)
  if (value === undefined || value === null || parseBoolean(value) === false) return undefined
  const { enabled = true, ...settings } = readSettings(value, name)
  if (!booleanKind.check(enabled, `${name}.enabled`)) return undefined
  const resolved: Record<string, unknown> = {}
  for (const key of processOptionNames) if (key !== 'enabled') resolved[key] = processOptions[key].default
  for (const [key, setting] of Object.entries(settings)) {
    if (!Object.hasOwn(resolved, key)) throw unknownOption(name, key)
    const option: Option = processOptions[key as keyof SubprocessOptions]
    if (setting !== undefined) resolved[key] = option.check(setting, `${name}.${key}`)
  }
  if (resolved.checkpoint === 0) resolved.checkpoint = undefined
  return resolved as unknown as ResolvedOptions
}

function readSettings(value: unknown, name: string): Record<string, unknown> {
  if (parseBoolean(value) === true) return {}
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw invalidValue(name, value, `use true, false or an object of settings${adviseOnFlag(value, name)}`)
}

function unknownOption(name: string, key: string): OptionError {
  const near = nearestName(key, processOptionNames)
  const guess = near === undefined ? '' : ` Did you mean \`${near}\`?`
  return new OptionError(
    `Unknown option \`${name}.${key}\`: use one of ${processOptionNames.join(', ')}.${guess}`,
  )
}
