import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { PathAlias } from '../core/path-aliases.ts'
import { type Metric, metrics } from '../report/content/totals.ts'
import { isFolder } from '../run/data/kept-data.ts'
import { OptionError } from '../run/options.ts'
import type { Thresholds } from '../run/reports/thresholds.ts'
import type { ReporterSetting } from '../run/reports/write-reports.ts'

// Each reader takes a value of a flag or of a config file, `undefined` if there is none, and throws an OptionError.

/** Reads a text. */
export function readText(value: unknown, option: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw invalid(option, value, 'use a text')
}

/** Reads the path of a folder, relative to `root` or absolute, that need not be there yet; returns it absolute. */
export function readFolder(
  value: unknown,
  option: string,
  { root, byDefault }: { root: string; byDefault: string },
): string {
  const path = resolve(root, readText(value, option) ?? byDefault)
  const file = findFile(path)
  if (file === undefined) return path
  throw invalid(option, value ?? byDefault, `${file === path ? 'it' : file} is a file, use a folder`)
}

/** The file that stands where a folder should: at the path itself, or above it. */
function findFile(path: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at)) return isFolder(at) ? undefined : at
    if (at === dirname(at)) return undefined
  }
}

/** Reads true or false. */
export function readSwitch(value: unknown, option: string): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value
  throw invalid(option, value, 'use true or false')
}

/** Reads one text or several. */
export function readList(value: unknown, option: string): string[] | undefined {
  if (value === undefined) return undefined
  const list = Array.isArray(value) ? value : [value]
  for (const part of list)
    if (typeof part !== 'string') throw invalid(option, part, 'use a glob or a list of globs')
  return list
}

/** Reads `'text'`, `['text', 'html']` or `[['html', { skipEmpty: true }]]`. */
export function readReporters(value: unknown, option: string): ReporterSetting[] | undefined {
  if (value === undefined) return undefined
  const list = Array.isArray(value) ? value : [value]
  return list.map(part => {
    if (typeof part === 'string') return part
    if (Array.isArray(part) && typeof part[0] === 'string') return part as unknown as ReporterSetting
    throw invalid(option, part, "use a name such as 'html', or a name and its settings in a list")
  })
}

/** Reads `90`, `{ lines: 90, perFile: true }`, or flags such as `90` and `lines=90`. */
export function readThresholds(value: unknown, option: string): Thresholds | undefined {
  if (value === undefined || value === false) return undefined
  if (typeof value === 'number') return all(value, option)
  if (Array.isArray(value)) return Object.assign({}, ...value.map(part => readThreshold(part, option)))
  if (typeof value !== 'object' || value === null) throw invalidThreshold(option, value)
  const thresholds: Thresholds = {}
  for (const [key, share] of Object.entries(value)) {
    if (key === 'perFile') thresholds.perFile = readSwitch(share, `${option}.perFile`) ?? false
    else if (key === '100') Object.assign(thresholds, share === true ? all(100, option) : {})
    else if (isMetric(key)) thresholds[key] = readShare(share, `${option}.${key}`)
    else throw invalid(option, key, `use ${metrics.join(', ')} or perFile`)
  }
  return thresholds
}

function readThreshold(text: unknown, option: string): Thresholds {
  const [, metric, share] = /^(?:(\w+)=)?(\d+(?:\.\d+)?)%?$/.exec(String(text)) ?? []
  if (share === undefined || (metric !== undefined && !isMetric(metric))) throw invalidThreshold(option, text)
  return metric === undefined ? all(Number(share), option) : { [metric]: readShare(Number(share), option) }
}

function all(share: number, option: string): Thresholds {
  return Object.fromEntries(metrics.map(metric => [metric, readShare(share, option)]))
}

function readShare(value: unknown, option: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 100) return value
  throw invalid(option, value, 'use a number from 0 to 100')
}

function isMetric(name: string): name is Metric {
  return (metrics as readonly string[]).includes(name)
}

function invalidThreshold(option: string, value: unknown): OptionError {
  return invalid(option, value, `use a share such as 90, or lines=90 (${metrics.join(', ')})`)
}

/** Reads `{ '/app': '.' }` or flags `/app=.`; folders here are relative to `root`. */
export function readAliases(value: unknown, option: string, root: string): PathAlias[] {
  if (value === undefined) return []
  const fix = "use a folder of the other machine and one here, such as '/app=.'"
  const pairs: unknown[][] = Array.isArray(value)
    ? value.map(text => splitPair(text) ?? [text])
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [[value]]
  return pairs.map(([from, to]) => {
    if (typeof from !== 'string' || typeof to !== 'string' || from === '' || to === '') {
      throw invalid(option, to === undefined ? from : { [String(from)]: to }, fix)
    }
    return { from, to: resolve(root, to) }
  })
}

function splitPair(text: unknown): string[] | undefined {
  const at = typeof text === 'string' ? text.lastIndexOf('=') : -1
  return at > 0 ? [(text as string).slice(0, at), (text as string).slice(at + 1)] : undefined
}

function invalid(option: string, value: unknown, fix: string): OptionError {
  const shown = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value))
  return new OptionError(`Invalid \`${option}\` value ${shown}: ${fix}.`)
}
