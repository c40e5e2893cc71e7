import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRedact } from '../../report/content/redact.ts'
import { covtreeVersion } from '../../report/version.ts'
import { isWindows } from '../../system/platform.ts'
import { findVersion } from '../project/packages.ts'

/** A name and its value. */
export type Fact = [name: string, value: string]

/** Packages that measure coverage or run a project's code. */
const packages = [
  'vitest',
  '@vitest/coverage-v8',
  '@vitest/coverage-istanbul',
  'vite',
  'jest',
  'tsx',
  'typescript',
  '@swc-node/register',
  'ts-node',
]

const configNames = ['vitest.config', 'vite.config', 'vitest.workspace'].flatMap(name =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(extension => `${name}.${extension}`),
)

/** Variables that change how a process is measured. */
const variables = ['NODE_OPTIONS', 'NODE_V8_COVERAGE', isWindows ? 'TEMP' : 'TMPDIR', 'VITEST_POOL', 'CI']

/** Collects the facts about a project and a machine that need no process. */
export function findFacts(root: string): Fact[] {
  return [
    ['covtree', covtreeVersion],
    ['Node', `${process.version}, ${process.platform} ${process.arch} ${release()}`],
    ...packages.flatMap((name): Fact[] => {
      const version = findVersion(root, name)
      return version === undefined ? [] : [[name, version]]
    }),
    ...configNames.filter(name => existsSync(join(root, name))).map(name => describeConfig(root, name)),
    ...variables.flatMap((name): Fact[] => {
      const value = process.env[name]
      return value ? [[name, redactWords(value)]] : []
    }),
    ...Object.keys(process.env)
      .filter(name => name.startsWith('COVTREE_'))
      .map((name): Fact => [name, 'is set: this shell itself runs below covtree']),
    ['data folder', describeFolder(tmpdir())],
  ]
}

/** Hides secrets in a text of several arguments. */
export function redactWords(text: string): string {
  return createRedact([])(text.split(' ')).join(' ')
}

/** Describes a config by its text alone. A config that imports other files may use covtree without naming it. */
function describeConfig(root: string, name: string): Fact {
  const text = readFileSync(join(root, name), 'utf8')
  const names = ['covtree/vitest', 'subprocess', 'autoAttachSubprocess'].filter(word => text.includes(word))
  return [name, names.length > 0 ? `names ${names.join(', ')}` : 'does not name covtree']
}

function describeFolder(folder: string): string {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return `${join(folder, 'covtree-*')}, ${Math.round((bavail * bsize) / 2 ** 20).toLocaleString('en')} MiB free`
  } catch (error) {
    return `${folder} cannot be written (${(error as NodeJS.ErrnoException).code})`
  }
}
