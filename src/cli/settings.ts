import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { PathAlias } from '../core/path-aliases.ts'
import { isFolder } from '../run/data/kept-data.ts'
import { nearestName } from '../run/nearest-name.ts'
import { OptionError } from '../run/option.ts'
import {
  processOptionNames,
  type ResolvedOptions,
  resolveOptions,
  type SubprocessOptions,
} from '../run/options.ts'
import type { Thresholds } from '../run/reports/thresholds.ts'
import { checkReporters, type ReporterSetting } from '../run/reports/write-reports.ts'
import { loadConfigFile } from './config-file.ts'
import { type Flags, toFlag } from './flags.ts'
import { type OwnSettings, ownOptions } from './own-options.ts'
import { resolveFolder } from './setting-values.ts'

/** Settings of a `covtree.config.*`; the command line has the same names with dashes. */
export interface CovtreeConfig extends OwnSettings, Omit<SubprocessOptions, 'enabled' | 'keepData'> {}

/** {@link CovtreeConfig} merged with the flags, with defaults filled in, and checked. */
export interface Settings {
  /** The folder that all paths are relative to. */
  root: string
  include: string[] | undefined
  exclude: string[] | undefined
  all: boolean
  reporters: ReporterSetting[]
  /** Absolute. */
  reportsDir: string
  /** Folders that covtree itself writes to. */
  outputs: string[]
  check: Thresholds | undefined
  /** Absolute. */
  dataDir: string
  keep: boolean
  append: boolean
  context: string
  paths: PathAlias[]
  processes: ResolvedOptions
}

type OwnKey = keyof typeof ownOptions
type ValueOf<Key extends OwnKey> =
  | ReturnType<(typeof ownOptions)[Key]['check']>
  | ((typeof ownOptions)[Key]['default'] extends undefined ? undefined : never)

/** Flags of single commands that no config file may hold. */
const commandFlags = ['config', 'root', 'noReport', 'strict', 'help']

/** Returns the folder that `--root` names, as an absolute path. */
export function findRoot(flags: Flags): string {
  const { root: name = '.' } = flags as Record<string, string | undefined>
  const root = resolve(name)
  if (!isFolder(root)) throw new OptionError(`Invalid \`--root\` value '${name}': there is no such folder.`)
  return root
}

/**
 * Merges the flags with the config file, the flags first, and checks all values.
 * @throws {OptionError} that names the option, the value and the fix
 */
export async function resolveSettings(flags: Flags): Promise<Settings> {
  // Node gives scripts their real paths.
  const root = realpathSync(findRoot(flags))
  const file = await loadConfigFile(root, flags.config as string | undefined)
  const given: Record<string, unknown> = { ...file.settings }
  for (const [key, value] of Object.entries(flags)) if (!commandFlags.includes(key)) given[key] = value
  const nameOf = (key: string) => (key in flags ? toFlag(key) : `${key}\` of \`${file.name}`)

  const read = <Key extends OwnKey>(key: Key) => {
    const value = given[key] === undefined ? ownOptions[key].default : given[key]
    return (value === undefined ? undefined : ownOptions[key].check(value, nameOf(key))) as ValueOf<Key>
  }
  const readFolder = (key: 'reportsDir' | 'dataDir') => resolveFolder(read(key), nameOf(key), root)
  const reporters = read('reporter')
  checkReporters(reporters, nameOf('reporter'), root)
  const reportsDir = readFolder('reportsDir')
  const dataDir = readFolder('dataDir')
  const thresholds = read('check')
  // `check` of a config file may hold `perFile`, too.
  const perFile = given.perFile === undefined ? {} : { perFile: read('perFile') }
  return {
    root,
    include: read('include'),
    exclude: read('exclude'),
    all: read('all'),
    reporters,
    reportsDir,
    outputs: [reportsDir, dataDir],
    check: thresholds && { ...thresholds, ...perFile },
    dataDir,
    keep: read('keep'),
    append: read('append'),
    context: read('context'),
    paths: read('paths').map(({ from, to }) => ({ from, to: resolve(root, to) })),
    processes: readProcessSettings(
      Object.fromEntries(Object.entries(given).filter(([key]) => !Object.hasOwn(ownOptions, key))),
      nameOf,
      file.name,
    ),
  }
}

/** Reads the settings of processes. Messages name them as the command line or the config file does. */
function readProcessSettings(
  settings: Record<string, unknown>,
  nameOf: (key: string) => string,
  fileName: string,
): ResolvedOptions {
  try {
    return resolveOptions(settings, 'covtree')!
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    const [, key = ''] = /`covtree\.([\w.]+)`/.exec(error.message) ?? []
    if (!error.message.startsWith('Unknown')) {
      throw new OptionError(error.message.replace(`covtree.${key}`, nameOf(key)))
    }
    const near = nearestName(key, [...Object.keys(ownOptions), ...processOptionNames])
    const fix = near
      ? `did you mean \`${near}\`?`
      : 'see node_modules/covtree/docs/command-line.md for those there are.'
    throw new OptionError(`Unknown setting \`${key}\` in ${fileName}: ${fix}`)
  }
}
