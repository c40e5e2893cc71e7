import { constants } from 'node:os'
import { nearestName } from './nearest-name.ts'

/** What a user may set under `coverage.subprocess`. Every key is optional. */
export interface SubprocessOptions {
  /**
   * Set to `false` to switch subprocess coverage off and keep the other settings.
   * @default true
   */
  enabled?: boolean
  /**
   * Pace in ms at which a working process saves a snapshot of its counts, so that a process that dies without
   * notice keeps what it had. 1000 is a sensible value; unset: no snapshots.
   * @default undefined
   */
  checkpoint?: number
  /**
   * A process that receives this signal saves its counts and continues.
   * @default undefined
   */
  saveSignal?: NodeJS.Signals
  /**
   * Let the run fail when a process was lost.
   * @default false
   */
  failOnLost?: boolean
  /**
   * Before a test or a measured process sends a deadly signal, covtree asks the target for its counts. The target has this long, in ms,
   * to start answering. 0: never ask.
   * @default 100
   */
  askTimeout?: number
  /**
   * Keep the data folder after the report and print its path.
   * @default false
   */
  keepData?: boolean
  /**
   * Print the tree of processes below each test: how each ended, how long it took, the lines it ran, and how many of them no
   * other process and no test ran.
   * @default false
   */
  tree?: boolean
  /**
   * Keep in `subprocess.json` which tests ran which line through a process; `covtree why` reads it.
   * @default false
   */
  contexts?: boolean
  /**
   * Write `subprocess/index.html` into the reports' folder.
   * @default `true` with a coverage reporter `html`, `html-spa` or `lcov`
   */
  html?: boolean
  /**
   * Extra patterns to hide in the command lines that reports show: text, or regular expressions. Values named like a token or a
   * password, credentials in URLs and well-known forms of tokens are hidden without it; `false` hides nothing.
   * @default []
   */
  redact?: string | (string | RegExp)[] | false
  /**
   * On GitHub Actions, write a job summary and annotate lost processes.
   * @default true
   */
  jobSummary?: boolean
}

/** {@link SubprocessOptions} with defaults filled in and checked. */
export interface ResolvedOptions {
  checkpoint: number | undefined
  saveSignal: NodeJS.Signals | undefined
  failOnLost: boolean
  askTimeout: number
  keepData: boolean
  tree: boolean
  contexts: boolean
  /** Undefined: as the coverage reporters say. */
  html: boolean | undefined
  redact: (string | RegExp)[] | false
  jobSummary: boolean
}

/** A setting that cannot be used; its message names the option, the value and the fix. */
export class OptionError extends Error {
  override name = 'OptionError'
}

type Check = (value: unknown, option: string) => unknown

/** Node's timers take a longer time for 1 ms, and print a warning. */
const longestTime = 2 ** 31 - 1

const milliseconds: Check = (value, option) => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) {
    throw invalid(option, value, 'use a number of milliseconds, 0 or more')
  }
  if (number > longestTime) throw invalid(option, value, `use at most ${longestTime} milliseconds`)
  return number
}

const switchValue: Check = (value, option) => {
  const known = parseSwitch(value)
  if (known === undefined) throw invalid(option, value, `use true or false${adviseOnFlag(value, option)}`)
  return known
}

const signal: Check = (value, option) => {
  if (typeof value === 'string' && value in constants.signals) {
    if (value === 'SIGKILL' || value === 'SIGSTOP')
      throw invalid(option, value, "no process can catch it, use 'SIGUSR2'")
    return value
  }
  const guess = typeof value === 'string' ? `SIG${value.toUpperCase().replace(/^SIG/, '')}` : ''
  throw invalid(option, value, `use '${guess in constants.signals ? guess : 'SIGUSR2'}'`)
}

const patterns: Check = (value, option) => {
  if (value === false || value === 'false') return false
  const list = Array.isArray(value) ? value : [value]
  const isUsable = (item: unknown) => (typeof item === 'string' && item !== '') || item instanceof RegExp
  if (list.every(isUsable)) return list
  throw invalid(option, value, 'use texts or regular expressions, or false')
}

const checks: Record<keyof ResolvedOptions, Check> = {
  checkpoint: milliseconds,
  saveSignal: signal,
  failOnLost: switchValue,
  askTimeout: milliseconds,
  keepData: switchValue,
  tree: switchValue,
  contexts: switchValue,
  html: switchValue,
  redact: patterns,
  jobSummary: switchValue,
}

/**
 * Reads a value of `coverage.subprocess`, from a config file or the command line.
 * @param value `true`, an object, or what Vitest makes of flags (`'false'`, an array of repeated flags)
 * @param option the option's full name, for messages
 * @returns the settings, or undefined when switched off
 * @throws {OptionError} for an unknown key or a value that cannot be used
 */
export function resolveOptions(value: unknown, option = 'coverage.subprocess'): ResolvedOptions | undefined {
  if (Array.isArray(value)) return resolveOptions(value.at(-1), option)
  const known = parseSwitch(value)
  if (value === undefined || value === null || known === false) return undefined
  if (known !== true && (typeof value !== 'object' || value === null)) {
    throw invalid(option, value, `use true, false or an object of settings${adviseOnFlag(value, option)}`)
  }
  const { enabled = true, ...settings } = (known === true ? {} : value) as Record<string, unknown>
  if (switchValue(enabled, `${option}.enabled`) === false) return undefined
  const resolved: Record<string, unknown> = {
    checkpoint: undefined,
    saveSignal: undefined,
    failOnLost: false,
    askTimeout: 100,
    keepData: false,
    tree: false,
    contexts: false,
    html: undefined,
    redact: [],
    jobSummary: true,
  }
  for (const [key, setting] of Object.entries(settings)) {
    const check = checks[key as keyof ResolvedOptions]
    if (!check) {
      const names = ['enabled', ...Object.keys(checks)]
      const near = nearestName(key, names)
      const guess = near === undefined ? '' : ` Did you mean \`${near}\`?`
      throw new OptionError(`Unknown option \`${option}.${key}\`: use one of ${names.join(', ')}.${guess}`)
    }
    if (setting !== undefined) resolved[key] = check(setting, `${option}.${key}`)
  }
  if (resolved.checkpoint === 0) resolved.checkpoint = undefined
  return resolved as unknown as ResolvedOptions
}

/** Vitest's flag parser takes the name of a test file behind a bare flag for the flag's value. */
function adviseOnFlag(value: unknown, option: string): string {
  const isFlag =
    option === 'coverage.subprocess'
      ? typeof value === 'string'
      : option.startsWith('coverage.subprocess.') && typeof value === 'string' && /[./\\*]/.test(value)
  return isFlag ? `; before the name of a test file write \`--${option}=true\`` : ''
}

/** The command line gives `'false'` for `--coverage.subprocess=false`. */
function parseSwitch(value: unknown): boolean | undefined {
  if (value === true || value === 'true' || value === '') return true
  if (value === false || value === 'false') return false
  return undefined
}

function invalid(option: string, value: unknown, fix: string): OptionError {
  const shown = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value))
  return new OptionError(`Invalid \`${option}\` value ${shown}: ${fix}.`)
}
