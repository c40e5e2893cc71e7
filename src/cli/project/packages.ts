import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readText } from '../../core/texts/same-text.ts'

/** The part of a package.json that covtree reads. */
export interface PackageJson {
  version?: string
  type?: string
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  jest?: object
}

/** Reads a package.json; undefined where there is none, or no JSON. */
export function readPackage(folder: string): PackageJson | undefined {
  try {
    return JSON.parse(readText(join(folder, 'package.json')) ?? '') as PackageJson
  } catch {
    return undefined
  }
}

/** Finds the folder of an installed package as Node would. `require.resolve` does not help: not every package exports its package.json. */
export function findPackage(root: string, name: string): string | undefined {
  const { resolve } = createRequire(join(root, 'package.json'))
  return resolve
    .paths(name)
    ?.map(folder => join(folder, name))
    .find(folder => existsSync(join(folder, 'package.json')))
}

/** The version of an installed package; undefined where it is not installed. */
export function findVersion(root: string, name: string): string | undefined {
  const folder = findPackage(root, name)
  return folder && readPackage(folder)?.version
}

/** By the lock file of each package manager: its command that adds a package for development. */
const installCommands = {
  'package-lock.json': 'npm install --save-dev',
  'pnpm-lock.yaml': 'pnpm add --save-dev',
  'yarn.lock': 'yarn add --dev',
  'bun.lock': 'bun add --dev',
}

/** The command that installs packages in a project, by the nearest lock file in its folder and those above. */
export function describeInstall(root: string, packages: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    for (const [file, command] of Object.entries(installCommands))
      if (existsSync(join(folder, file))) return `${command} ${packages}`
    if (folder === dirname(folder)) return `${installCommands['package-lock.json']} ${packages}`
  }
}

/** The test runner of a project. */
export type Runner = 'vitest' | 'jest'

/** Finds the test runner by the installed packages. If both are there: the one that the project names. Undefined for any other runner. */
export function findRunner(root: string): Runner | undefined {
  const installed = (['vitest', 'jest'] as const).filter(name => findPackage(root, name))
  return installed.find(name => namesRunner(root, name)) ?? installed[0]
}

/** Whether a project has a config of a runner, or depends on it. In a monorepo others may have installed it. */
function namesRunner(root: string, name: Runner): boolean {
  const { dependencies, devDependencies, jest } = readPackage(root) ?? {}
  return (
    { ...dependencies, ...devDependencies }[name] !== undefined ||
    (name === 'jest' && jest !== undefined) ||
    readdirSync(root).some(file => file.startsWith(`${name}.config.`))
  )
}
