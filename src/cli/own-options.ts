import { metrics } from '../report/content/totals.ts'
import { booleanKind, type Option } from '../run/option.ts'
import type { Thresholds } from '../run/reports/thresholds.ts'
import { type ReporterSetting, reporterNames } from '../run/reports/write-reports.ts'
import {
  checkAliases,
  checkGlobs,
  checkReporterSettings,
  checkText,
  checkThresholdSettings,
} from './setting-values.ts'

/** The command line's own settings, beside those of the processes. */
export interface OwnSettings {
  /**
   * Files that belong to the report; a folder's name stands for everything in it.
   * @default ['**']
   */
  include?: string | string[]
  /**
   * Files that do not belong to the report; files in node_modules never do.
   * @default tests, settings of tools, type declarations
   */
  exclude?: string | string[]
  /**
   * Report included files that no process ran, too.
   * @default false
   */
  all?: boolean
  /**
   * Reports of istanbul-reports, or modules.
   * @default ['text']
   */
  reporter?: string | ReporterSetting[]
  /**
   * Folder for report files.
   * @default 'coverage'
   */
  reportsDir?: string
  /**
   * Exit with 1 below these percentages.
   * @default undefined
   */
  check?: number | false | Thresholds
  /**
   * Each file by itself has to reach the percentages of `check`.
   * @default false
   */
  perFile?: boolean
  /**
   * Folders of another machine, and where they are here; `*` stands for any one folder name.
   * @default {}
   */
  paths?: Record<string, string>
  /**
   * Folder for data that is kept.
   * @default '.covtree'
   */
  dataDir?: string
  /**
   * Keep the data after the report.
   * @default false
   */
  keep?: boolean
  /**
   * Keep the data, and add to the data that was kept before.
   * @default false
   */
  append?: boolean
  /**
   * Label of everything that is run, for the process report.
   * @default ''
   */
  context?: string
}

const text = { type: 'text', check: checkText, schema: { type: 'string' } } as const
const texts = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] }
const globs = { type: 'glob, or a list of them', check: checkGlobs, schema: texts } as const
const percentage = { type: 'number', minimum: 0, maximum: 100 }

/** The table of these options. */
export const ownOptions = {
  include: {
    ...globs,
    default: undefined,
    text: "Files that belong to the report; a folder's name stands for everything in it.",
    flag: { kind: 'list', short: 'n', value: 'GLOB' },
  },
  exclude: {
    ...globs,
    default: undefined,
    text: 'Files that do not belong to the report; files in node_modules never do.',
    flag: { kind: 'list', short: 'x', value: 'GLOB' },
  },
  all: {
    ...booleanKind,
    default: false,
    text: 'Report included files that no process ran, too.',
    flag: { kind: 'switch', short: 'a' },
  },
  reporter: {
    type: 'name, or a list of names and of names with settings',
    check: checkReporterSettings,
    schema: {
      anyOf: [
        { type: 'string', examples: reporterNames },
        { type: 'array', items: { anyOf: [{ type: 'string', examples: reporterNames }, { type: 'array' }] } },
      ],
    },
    default: ['text'],
    text: 'Reports of istanbul-reports, or modules.',
    flag: { kind: 'list', short: 'r', value: 'NAME' },
  },
  reportsDir: {
    ...text,
    default: 'coverage',
    text: 'Folder for report files.',
    flag: { kind: 'text', short: 'o', value: 'DIR' },
  },
  check: {
    type: 'number, or percentages by metric',
    check: checkThresholdSettings,
    schema: {
      anyOf: [
        percentage,
        {
          type: 'object',
          properties: {
            ...Object.fromEntries(metrics.map(metric => [metric, percentage])),
            perFile: { type: 'boolean' },
            100: { type: 'boolean' },
          },
          additionalProperties: false,
        },
        { const: false },
      ],
    },
    default: undefined,
    text: 'Exit with 1 below these percentages.',
    flag: { kind: 'list', value: 'SHARE' },
  },
  perFile: {
    ...booleanKind,
    default: false,
    text: 'Each file by itself has to reach the percentages of `check`.',
  },
  paths: {
    type: 'object',
    check: checkAliases,
    schema: { type: 'object', additionalProperties: { type: 'string' } },
    default: {},
    text: 'Folders of another machine, and where they are here; `*` stands for any one folder name.',
    flag: { kind: 'list', value: 'THERE=HERE' },
  },
  dataDir: {
    ...text,
    default: '.covtree',
    text: 'Folder for data that is kept.',
    flag: { kind: 'text', short: 'd', value: 'DIR' },
  },
  keep: {
    ...booleanKind,
    default: false,
    text: 'Keep the data after the report.',
    flag: { kind: 'switch', short: 'k' },
  },
  append: {
    ...booleanKind,
    default: false,
    text: 'Keep the data, and add to the data that was kept before.',
  },
  context: {
    ...text,
    default: '',
    text: 'Label of everything that is run, for the process report.',
    flag: { kind: 'text', value: 'LABEL' },
  },
} as const satisfies Record<keyof OwnSettings, Option>
