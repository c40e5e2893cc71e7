import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { PathAlias } from '../core/path-aliases.ts'
import { type Metric, metrics } from '../report/content/totals.ts'
import { isFolder } from '../run/data/kept-data.ts'
import { booleanKind, invalidValue as invalid, type OptionError } from '../run/option.ts'
import type { Thresholds } from '../run/reports/thresholds.ts'
import type { ReporterSetting } from '../run/reports/write-reports.ts'

// The checks of the command line's options. Each reads a value of a flag or a config file, and throws an OptionError.

/** Reads a text. */
export function checkText(value: unknown, option: string): string {
  if (typeof value === 'string') return value
  throw invalid(option, value, 'use a text')
}

/** Reads the path of a folder, relative to `root` or absolute, that need not exist yet. Returns it absolute. */
export function resolveFolder(path: string, option: string, root: string): string {
  const folder = resolve(root, path)
  const file = findFile(folder)
  if (file === undefined) return folder
  throw invalid(option, path, `${file === folder ? 'it' : file} is a file, use a folder`)
}

/** Finds a file where a folder should be: at the path itself, or above it. */
function findFile(path: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at)) return isFolder(at) ? undefined : at
    if (at === dirname(at)) return undefined
  }
}

/** Reads one text or several. */
export function checkGlobs(value: unknown, option: string): string[] {
  const list = Array.isArray(value) ? value : [value]
  for (const part of list)
    if (typeof part !== 'string') throw invalid(option, part, 'use a glob or a list of globs')
  return list
}

/** Reads `'text'`, `['text', 'html']` or `[['html', { skipEmpty: true }]]`. */
export function checkReporterSettings(value: unknown, option: string): ReporterSetting[] {
  const list = Array.isArray(value) ? value : [value]
  return list.map(part => {
    if (typeof part === 'string') return part
    if (Array.isArray(part) && typeof part[0] === 'string') return part as unknown as ReporterSetting
    throw invalid(option, part, "use a name such as 'html', or a name and its settings in a list")
  })
}

/** Reads `90`, `{ lines: 90, perFile: true }`, or flags such as `90` and `lines=90`. */
export function checkThresholdSettings(value: unknown, option: string): Thresholds | undefined {
  if (value === false) return undefined
  if (typeof value === 'number') return all(value, option)
  if (Array.isArray(value)) return Object.assign({}, ...value.map(part => readThreshold(part, option)))
  if (typeof value !== 'object' || value === null) throw invalidThreshold(option, value)
  const thresholds: Thresholds = {}
  for (const [key, share] of Object.entries(value)) {
    if (key === 'perFile') thresholds.perFile = booleanKind.check(share, `${option}.perFile`)
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

/** Reads `{ '/app': '.' }` or flags `/app=.`. */
export function checkAliases(value: unknown, option: string): PathAlias[] {
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
    return { from, to }
  })
}

function splitPair(text: unknown): string[] | undefined {
  const at = typeof text === 'string' ? text.lastIndexOf('=') : -1
  return at > 0 ? [(text as string).slice(0, at), (text as string).slice(at + 1)] : undefined
}
