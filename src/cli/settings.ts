import { resolve } from 'node:path'
import type { PathAlias } from '../core/path-aliases.ts'
import { isFolder } from '../run/data/kept-data.ts'
import { nearestName } from '../run/nearest-name.ts'
import { OptionError, type ResolvedOptions, resolveOptions, type SubprocessOptions } from '../run/options.ts'
import type { Thresholds } from '../run/reports/thresholds.ts'
import { checkReporters, type ReporterSetting } from '../run/reports/write-reports.ts'
import { loadConfigFile } from './config-file.ts'
import { type Flags, toFlag } from './flags.ts'
import {
  readAliases,
  readFolder,
  readList,
  readReporters,
  readSwitch,
  readText,
  readThresholds,
} from './setting-values.ts'

/** What `covtree.config.*` may hold; the command line has the same names with dashes. */
export interface CovtreeConfig extends Omit<SubprocessOptions, 'enabled' | 'keepData'> {
  /** Globs of the files that belong to the report. @default ['**'] */
  include?: string[]
  /** Globs of files to leave out of it. @default tests, settings of tools, type declarations */
  exclude?: string[]
  /** Report included files that no process ran, too. @default false */
  all?: boolean
  /** Reports, by their names in istanbul-reports or as modules, with settings. @default ['text'] */
  reporter?: ReporterSetting | ReporterSetting[]
  /** Folder for report files. @default 'coverage' */
  reportsDir?: string
  /** Least shares in percent: one number for all, or by metric. Missed ones make the exit code 1. */
  check?: number | Thresholds
  /** Folder for data that is kept. @default '.covtree' */
  dataDir?: string
  /** Keep the data after the report. @default false */
  keep?: boolean
  /** Add to the data that is kept. @default false */
  append?: boolean
  /** Label of what `covtree run` starts. @default '' */
  context?: string
  /** Where folders of other machines lie here, as `{ '/app': '.' }`; `*` stands for any one folder name. */
  paths?: Record<string, string>
}

/** {@link CovtreeConfig} with flags put over it, defaults filled in, and checked. */
export interface Settings {
  /** The folder that everything is relative to. */
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

const ownKeys = [
  'include',
  'exclude',
  'all',
  'reporter',
  'reportsDir',
  'check',
  'perFile',
  'dataDir',
  'keep',
  'append',
  'context',
  'paths',
] as const

type OwnKey = (typeof ownKeys)[number]

/** Flags of single commands, which are no settings. */
const commandFlags = ['config', 'root', 'noReport', 'strict', 'help']

/**
 * Puts the flags over the config file and checks all values.
 * @throws {OptionError} that names the option, the value and the fix
 */
export async function resolveSettings(flags: Flags): Promise<Settings> {
  const root = resolve(readText(flags.root, '--root') ?? '.')
  if (!isFolder(root))
    throw new OptionError(`Invalid \`--root\` value '${String(flags.root)}': there is no such folder.`)
  const file = await loadConfigFile(root, readText(flags.config, '--config'))
  const isOwn = (key: string): key is OwnKey => (ownKeys as readonly string[]).includes(key)
  const given: Record<string, unknown> = { ...file.settings }
  for (const [key, value] of Object.entries(flags)) if (!commandFlags.includes(key)) given[key] = value
  const nameOf = (key: string) => (key in flags ? toFlag(key) : `${key}\` of \`${file.name}`)

  const read = <T>(key: OwnKey, reader: (value: unknown, option: string) => T): T =>
    reader(given[key], nameOf(key))
  const folder = (key: OwnKey, byDefault: string) => readFolder(given[key], nameOf(key), { root, byDefault })
  const reporters = read('reporter', readReporters) ?? ['text']
  checkReporters(reporters, nameOf('reporter'), root)
  const reportsDir = folder('reportsDir', 'coverage')
  const dataDir = folder('dataDir', '.covtree')
  const thresholds = read('check', readThresholds)
  const perFile = read('perFile', readSwitch)
  return {
    root,
    include: read('include', readList),
    exclude: read('exclude', readList),
    all: read('all', readSwitch) ?? false,
    reporters,
    reportsDir,
    outputs: [reportsDir, dataDir],
    check: thresholds && { ...thresholds, ...(perFile === undefined ? {} : { perFile }) },
    dataDir,
    keep: read('keep', readSwitch) ?? false,
    append: read('append', readSwitch) ?? false,
    context: read('context', readText) ?? '',
    paths: readAliases(given.paths, nameOf('paths'), root),
    processes: readProcessSettings(
      Object.fromEntries(Object.entries(given).filter(([key]) => !isOwn(key))),
      nameOf,
      file.name,
    ),
  }
}

/** Settings of the processes are those of the Vitest plugin; its messages are put into the words of a command line. */
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
    const near = nearestName(key, [...ownKeys, ...Object.keys(resolveOptions(true)!)])
    const fix = near
      ? `did you mean \`${near}\`?`
      : 'see node_modules/covtree/docs/command-line.md for those there are.'
    throw new OptionError(`Unknown setting \`${key}\` in ${fileName}: ${fix}`)
  }
}
