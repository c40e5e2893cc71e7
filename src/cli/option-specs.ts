import { reporterNames } from '../run/reports/write-reports.ts'
import type { OptionSpec } from './flags.ts'

/** Where settings come from. */
export const placeOptions: readonly OptionSpec[] = [
  { name: 'config', short: 'c', kind: 'text', value: 'FILE', help: 'read settings from this file' },
  {
    name: 'root',
    kind: 'text',
    value: 'DIR',
    help: 'the folder all globs and folders are relative to\n(default: this one)',
  },
]

/** Which files are reported, how, and what share of them must be covered. */
export const reportOptions: readonly OptionSpec[] = [
  {
    name: 'include',
    short: 'n',
    kind: 'list',
    value: 'GLOB',
    help: 'files that belong to the report, several with commas\n(default: all below the root)',
  },
  {
    name: 'exclude',
    short: 'x',
    kind: 'list',
    value: 'GLOB',
    help: 'files to leave out of it (default: tests, settings of\ntools, type declarations; node_modules always)',
  },
  { name: 'all', short: 'a', kind: 'switch', help: 'report included files that no process ran, too' },
  {
    name: 'reporter',
    short: 'r',
    kind: 'list',
    value: 'NAME',
    help: wrap(`${reporterNames.join(', ')}, or a module; several with commas (default: text)`),
  },
  {
    name: 'reports-dir',
    short: 'o',
    kind: 'text',
    value: 'DIR',
    help: 'folder for report files (default: coverage)',
  },
  {
    name: 'check',
    kind: 'list',
    value: 'SHARE',
    help: 'exit with 1 below this share in percent: 90 for all,\nor lines=90,branches=80,functions=…,statements=…',
  },
  { name: 'per-file', kind: 'switch', help: 'each file by itself has to reach the shares of --check' },
  {
    name: 'paths',
    kind: 'list',
    value: 'THERE=HERE',
    help: "a folder of another machine and where it lies here,\nsuch as /app=. ('*' stands for any one folder name)",
  },
  { name: 'tree', short: 't', kind: 'switch', help: 'print the tree of processes, and the lines of each' },
  {
    name: 'contexts',
    kind: 'switch',
    help: 'keep in subprocess.json which tests ran which line\nthrough a process',
  },
  {
    name: 'html',
    kind: 'switch',
    help: 'write subprocess/index.html (default: with the\nreporter html, html-spa or lcov); --no-html does not',
  },
  { name: 'fail-on-lost', kind: 'switch', help: 'exit with 1 when a process was lost' },
]

/** Where data is kept. */
export const dataOption: OptionSpec = {
  name: 'data-dir',
  short: 'd',
  kind: 'text',
  value: 'DIR',
  help: 'folder for data that is kept (default: .covtree)',
}

/** How processes are measured. */
export const processOptions: readonly OptionSpec[] = [
  {
    name: 'context',
    kind: 'text',
    value: 'LABEL',
    help: 'label of this run in the process report',
  },
  {
    name: 'checkpoint',
    kind: 'text',
    value: 'MS',
    help: 'processes save their counts at this pace, for those\nthat die without notice (1000 is sensible)',
  },
  {
    name: 'save-signal',
    kind: 'text',
    value: 'SIGNAL',
    help: 'a process that receives this signal saves its counts\nand continues',
  },
  {
    name: 'ask-timeout',
    kind: 'text',
    value: 'MS',
    help: 'how long the target of a deadly signal has to start\nanswering, before it gets the signal (default: 100)',
  },
]

/** Breaks a text into lines of at most 54 characters. */
function wrap(text: string): string {
  return text.replace(/(.{1,54})(?:\s|$)/g, '$1\n').trimEnd()
}
