import type { Option } from '../run/option.ts'
import { processOptions } from '../run/options.ts'
import { reporterNames } from '../run/reports/write-reports.ts'
import { type OptionSpec, toFlag } from './flags.ts'
import { ownOptions } from './own-options.ts'

const options = { ...processOptions, ...ownOptions }

/** The name of an option that has a flag. */
type Key = keyof typeof options

/** Text of the help beside the sentence of the table. */
const helpNotes: Partial<Record<Key, string>> = {
  include: 'Default: everything below the root.',
  exclude: 'Default: tests, settings of tools and type declarations.',
  reporter: `One of ${reporterNames.join(', ')}, or a module.`,
  check: '90 for all metrics, or lines=90,branches=80,functions=…,statements=….',
  paths: 'Such as /app=.',
  html: 'Default: with the reporter html, html-spa or lcov.',
  checkpoint: '1000 is a sensible value.',
}

/** The flags of some options. */
export function flagsOf(...keys: Key[]): OptionSpec[] {
  return keys.map(key => {
    const option: Option = options[key]
    const value = option.default
    const isShown =
      typeof value === 'number' || (typeof value === 'string' && value !== '') || key === 'reporter'
    const help = [option.text, helpNotes[key], isShown && `Default: ${String(value)}.`].filter(Boolean)
    return { name: toFlag(key).slice(2), ...option.flag!, help: wrap(help.join(' ').replaceAll('`', '')) }
  })
}

/** Where settings come from. */
export const placeOptions: readonly OptionSpec[] = [
  { name: 'config', short: 'c', kind: 'text', value: 'FILE', help: 'Read settings from this file.' },
  {
    name: 'root',
    kind: 'text',
    value: 'DIR',
    help: 'The folder that all globs and folders are relative to.\nDefault: the current folder.',
  },
]

/** Which files are reported, how, and what percentages they must reach. */
export const reportOptions: readonly OptionSpec[] = flagsOf(
  'include',
  'exclude',
  'all',
  'reporter',
  'reportsDir',
  'check',
  'perFile',
  'paths',
  'tree',
  'contexts',
  'html',
  'failOnLost',
)

/** Breaks a text into lines of at most 54 characters. */
function wrap(text: string): string {
  return text.replace(/(.{1,54})(?:\s|$)/g, '$1\n').trimEnd()
}
