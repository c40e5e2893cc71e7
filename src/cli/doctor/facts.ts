import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRedact } from '../../report/content/redact.ts'
import { covtreeVersion } from '../../report/version.ts'

/** A name and what is known under it. */
export type Fact = [name: string, value: string]

/** Packages whose versions say what a project measures with, and what runs its code. */
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

/** Variables that change what a process is measured with. */
const variables = ['NODE_OPTIONS', 'NODE_V8_COVERAGE', 'TMPDIR', 'VITEST_POOL', 'CI']

/** What can be known of a project and a machine without starting anything. */
export function findFacts(root: string): Fact[] {
  const require = createRequire(join(root, 'package.json'))
  return [
    ['covtree', covtreeVersion],
    ['Node', `${process.version}, ${process.platform} ${process.arch} ${release()}`],
    ...packages.flatMap((name): Fact[] => {
      const version = readVersion(require, name)
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

/** Takes secrets out of a text of several arguments. */
export function redactWords(text: string): string {
  return createRedact([])(text.split(' ')).join(' ')
}

/** Not every package lets its package.json be imported, so it is looked for where Node would look for the package. */
function readVersion(require: NodeJS.Require, name: string): string | undefined {
  for (const folder of require.resolve.paths(name) ?? []) {
    const path = join(folder, name, 'package.json')
    if (!existsSync(path)) continue
    return (JSON.parse(readFileSync(path, 'utf8')) as { version?: string }).version
  }
  return undefined
}

/** By its text alone: a config that is assembled from other files may well use covtree without naming it. */
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
