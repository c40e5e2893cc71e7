import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { environmentNames } from '../../contract/environment.ts'
import { resolveJestConfig } from '../project/jest-config.ts'
import { describeInstall, findPackage, findRunner, findVersion, readPackage } from '../project/packages.ts'
import { resolveVitestConfig, type VitestConfig } from '../project/vitest-config.ts'

/** A mistake in a setup, and its fix. */
export interface Mistake {
  problem: string
  fix: string
}

/** Finds the mistakes in a project's setup and in the environment of this shell. */
export function findMistakes(
  root: string,
  { version, env }: Pick<NodeJS.Process, 'version' | 'env'> = process,
): Mistake[] {
  const runner = findRunner(root)
  return [
    ...checkNode(version.replace(/^v/, '')),
    ...checkTemporaryFolder(),
    ...checkVariables(root, env),
    ...checkInstallation(root),
    ...(runner === 'vitest' ? checkVitest(root) : runner === 'jest' ? checkJest(root) : []),
  ]
}

/** Whether the data folder of a run can be made: without it no process can be tried. */
export function hasTemporaryFolder(): boolean {
  return checkTemporaryFolder().length === 0
}

function checkNode(version: string): Mistake[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24
  return isSupported
    ? []
    : [{ problem: `covtree does not support Node ${version}`, fix: 'use Node 20.19, 22.12, 24 or later' }]
}

function checkTemporaryFolder(): Mistake[] {
  const folder = tmpdir()
  const problem = `no data folder can be made in ${folder}`
  const fix = 'make the folder, or set TMPDIR to one that can be written (TEMP on Windows)'
  try {
    if (!statSync(folder).isDirectory()) return [{ problem: `${problem}: it is no folder`, fix }]
    accessSync(folder, constants.W_OK)
    return []
  } catch (error) {
    return [{ problem: `${problem} (${(error as NodeJS.ErrnoException).code})`, fix }]
  }
}

function checkVariables(root: string, env: NodeJS.ProcessEnv): Mistake[] {
  const mistakes: Mistake[] = []
  const { NODE_OPTIONS = '' } = env
  if (/--(?:experimental-)?permission\b/.test(NODE_OPTIONS)) {
    mistakes.push({
      problem: 'NODE_OPTIONS has --permission, and Node then gives no inspector to count with',
      fix: 'take --permission out of NODE_OPTIONS, and set it for the programs that need it',
    })
  }
  const preloads = NODE_OPTIONS.matchAll(/(?:--require|-r|--import)(?:=|\s+)"?(\.{0,2}\/[^\s"]+)/g)
  for (const [, file = ''] of preloads) {
    if (isModule(root, file)) continue
    mistakes.push({
      problem: `NODE_OPTIONS preloads ${file}, which does not exist: each Node process ends at once`,
      fix: 'take it out of NODE_OPTIONS',
    })
  }
  if (env[environmentNames.dataFile] === '') {
    mistakes.push({
      problem: `${environmentNames.dataFile} is empty, which switches covtree off`,
      fix: `unset ${environmentNames.dataFile}`,
    })
  }
  return mistakes
}

/** Whether a path leads to a file as Node looks for modules: with its ending, or without. */
function isModule(root: string, path: string): boolean {
  try {
    createRequire(`${root}/package.json`).resolve(path)
    return true
  } catch {
    return false
  }
}

function checkInstallation(root: string): Mistake[] {
  if (!existsSync(`${root}/package.json`)) {
    return [{ problem: `there is no package.json in ${root}`, fix: 'run this in the folder of your project' }]
  }
  if (findPackage(root, 'covtree') || !findRunner(root)) return []
  return [{ problem: 'covtree is not installed in this project', fix: describeInstall(root, 'covtree') }]
}

function checkVitest(root: string): Mistake[] {
  const version = findVersion(root, 'vitest')!
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number)
  if (major < 4 || (major === 4 && (minor === 0 || (minor === 1 && patch < 1)))) {
    return [
      { problem: `covtree does not support Vitest ${version}`, fix: describeInstall(root, 'vitest@latest') },
    ]
  }
  try {
    return checkVitestConfig(root, version, resolveVitestConfig(root))
  } catch (error) {
    const problem = `Vitest cannot read its config: ${(error as Error).message}`
    return [{ problem, fix: 'run `npx vitest run` for the whole message' }]
  }
}

function checkVitestConfig(root: string, version: string, config: VitestConfig): Mistake[] {
  const { plugins, coverage, pool, browser, env = {} } = config
  const mistakes: Mistake[] = []
  if (!plugins.includes('covtree')) {
    mistakes.push({
      problem: 'the Vitest config does not have the plugin',
      fix: "write `import covtree from 'covtree/vitest'` and `plugins: [covtree()]`, or run `npx covtree init`",
    })
  }
  if (!isSwitchedOn(root, coverage.subprocess)) {
    mistakes.push({
      problem: 'subprocess coverage is not switched on',
      fix: 'write `test: { coverage: { subprocess: true } }`, or run `vitest run --coverage --coverage.subprocess`',
    })
  }
  const { provider = 'v8' } = coverage
  if (provider === 'v8' || provider === 'istanbul') mistakes.push(...checkProvider(root, provider, version))
  if (browser) {
    mistakes.push({
      problem: 'tests run in a browser, which starts no processes',
      fix: 'processes of globalSetup are counted; for others add a project with Node tests',
    })
  }
  if (pool && !/^(?:vm)?(?:forks|threads)$/i.test(pool)) {
    mistakes.push({
      problem: `covtree does not know the pool ${pool}`,
      fix: "use pool: 'forks', 'threads', 'vmForks' or 'vmThreads'",
    })
  }
  if (env[environmentNames.dataFile] === '') {
    mistakes.push({
      problem: `test.env sets ${environmentNames.dataFile} to nothing, which switches covtree off`,
      fix: 'take it out of test.env',
    })
  }
  return mistakes
}

/** By the config, or by a script of package.json. */
function isSwitchedOn(root: string, subprocess: unknown): boolean {
  const isOff = (subprocess as { enabled?: unknown } | null | undefined)?.enabled === false
  if (subprocess && !isOff) return true
  const scripts = Object.values(readPackage(root)?.scripts ?? {})
  return scripts.some(script => script.includes('--coverage.subprocess'))
}

function checkProvider(root: string, provider: string, vitest: string): Mistake[] {
  const name = `@vitest/coverage-${provider}`
  const version = findVersion(root, name)
  const fix = describeInstall(root, `${name}@${vitest}`)
  if (version === undefined) return [{ problem: `${name} is not installed`, fix }]
  return version === vitest ? [] : [{ problem: `${name} is ${version}, and Vitest is ${vitest}`, fix }]
}

function checkJest(root: string): Mistake[] {
  try {
    const { reporters, globalSetup } = resolveJestConfig(root)
    if (reporters.some(name => /covtree[\\/](?:dist[\\/])?jest\b/.test(name))) return []
    const fix = globalSetup
      ? "wrap the config, which also counts the processes of globalSetup: `module.exports = require('covtree/jest')({ … })`"
      : "write `reporters: ['default', 'covtree/jest']`, or run `npx covtree init`"
    return [{ problem: "the Jest config does not have covtree's reporter", fix }]
  } catch (error) {
    const problem = `Jest cannot read its config: ${(error as Error).message}`
    return [{ problem, fix: 'run `npx jest` for the whole message' }]
  }
}
