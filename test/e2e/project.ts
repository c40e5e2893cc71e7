import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { CoverageMapData, FileCoverageData } from 'istanbul-lib-coverage'
import { onTestFinished } from 'vitest'
import { nodeBinary, repository, toolchain } from './toolchain.ts'

/** Result of one real run of Vitest. */
export interface VitestRun {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** A project on disk with covtree installed as a user would have it. */
export interface Project {
  root: string
  /** Writes files, named by their path in the project. */
  write(files: Record<string, string>): void
  /** Runs `vitest run --coverage` with more arguments. */
  run(...args: string[]): Promise<VitestRun>
  /** Runs any command line of Vitest. */
  vitest(args: string[], environment?: Record<string, string>): Promise<VitestRun>
  /** `coverage/coverage-final.json`. */
  coverage(folder?: string): CoverageMapData
  /** One file's coverage from there. */
  file(path: string, folder?: string): FileCoverageData
}

/** The counts of one file, readable in an assertion. */
export interface Counts {
  /** Count of the first statement on each line that has one. */
  lines: Record<number, number>
  functions: Record<string, number>
  branches: number[][]
}

/** Makes a project with these files; removed when the test has finished. */
export function createProject(files: Record<string, string>): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'covtree-e2e-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))
  install(root)
  const project: Project = {
    root,
    write(more) {
      for (const [name, content] of Object.entries(more)) {
        mkdirSync(dirname(join(root, name)), { recursive: true })
        writeFileSync(join(root, name), content)
      }
    },
    run: (...args) => project.vitest(['run', '--coverage', ...args]),
    vitest: (args, environment) => runVitest(root, args, environment),
    coverage: (folder = 'coverage') =>
      JSON.parse(readFileSync(join(root, folder, 'coverage-final.json'), 'utf8')),
    file(path, folder) {
      const file = project.coverage(folder)[join(root, path)]
      if (!file) throw new Error(`${path} is not in the coverage map`)
      return file as FileCoverageData
    },
  }
  project.write({ 'package.json': '{ "name": "project", "type": "module", "private": true }', ...files })
  return project
}

/** A vitest.config.ts with covtree; `coverage` and `test` are source text put into the config. */
export function configWith(coverage = 'subprocess: true', test = '', plugin = 'covtree()'): string {
  return `import { defineConfig } from 'vitest/config'
import covtree from 'covtree/vitest'
export default defineConfig({
  plugins: [${plugin}],
  // The time limits only end what hangs: a loaded machine takes its time to start processes.
  test: { testTimeout: 100_000, hookTimeout: 100_000, ${test} coverage: { provider: 'v8', reporter: ['json', 'text'], include: ['src/**'], ${coverage} } },
})
`
}

export function countsOf(file: FileCoverageData): Counts {
  const lines: Record<number, number> = {}
  for (const [id, location] of Object.entries(file.statementMap)) lines[location.start.line] ??= file.s[id]!
  const functions: Record<string, number> = {}
  for (const [id, fn] of Object.entries(file.fnMap)) functions[fn.name] = file.f[id]!
  return { lines, functions, branches: Object.values(file.b) }
}

/** covtree as a real folder (its types and its own name resolve as installed), everything else as links. */
function install(root: string): void {
  const modules = join(root, 'node_modules')
  const own = join(modules, 'covtree')
  mkdirSync(own, { recursive: true })
  cpSync(join(repository, 'package.json'), join(own, 'package.json'))
  cpSync(join(repository, 'dist'), join(own, 'dist'), { recursive: true })
  linkPackages(modules)
  linkOwnDependencies(own)
}

/** Links dependencies of covtree into its own folder where the toolchain has another major version, as npm does. */
function linkOwnDependencies(own: string): void {
  const { dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  for (const name of Object.keys(dependencies)) {
    if (majorOf(toolchain, name) === majorOf(repository, name)) continue
    mkdirSync(dirname(join(own, 'node_modules', name)), { recursive: true })
    symlinkSync(join(repository, 'node_modules', name), join(own, 'node_modules', name))
  }
}

function majorOf(folder: string, name: string): string | undefined {
  const path = join(folder, 'node_modules', name, 'package.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version.split('.')[0] : undefined
}

/** Links packages of the toolchain, and of this repository where the toolchain has none of that name. */
export function linkPackages(modules: string, isWanted: (name: string) => boolean = () => true): void {
  for (const source of [toolchain, repository]) {
    for (const name of listPackages(join(source, 'node_modules')).filter(isWanted)) {
      const link = join(modules, name)
      mkdirSync(dirname(link), { recursive: true })
      try {
        symlinkSync(join(source, 'node_modules', name), link)
      } catch {
        // The toolchain's own version is there already.
      }
    }
  }
}

function listPackages(modules: string): string[] {
  return readdirSync(modules).flatMap(name =>
    name.startsWith('@')
      ? readdirSync(join(modules, name)).map(inner => `${name}/${inner}`)
      : name.startsWith('.')
        ? []
        : [name],
  )
}

/** A Vitest that goes on watching. */
export interface Watch {
  /** Resolves when this text has been printed once more since the last call. */
  waitFor(text: string): Promise<void>
  /** Sends a signal, SIGTERM by default, and resolves when Vitest has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Starts `vitest --watch --coverage`, or Vitest with other arguments, in the project. */
export function watchProject(
  project: Project,
  args = ['--watch', '--coverage'],
  environment: Record<string, string> = {},
): Watch {
  const child = startVitest(project.root, args, environment)
  let seen = 0
  let output = ''
  let check = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output += text
      check()
    })
  }
  return {
    waitFor: text =>
      new Promise((resolve, reject) => {
        child.once('close', () => reject(new Error(`Vitest ended:\n${output}`)))
        check = () => {
          const index = output.indexOf(text, seen)
          if (index === -1) return
          seen = index + text.length
          resolve()
        }
        check()
      }),
    stop: signal =>
      new Promise(resolve => {
        child.on('close', () => resolve())
        child.kill(signal)
      }),
  }
}

function startVitest(root: string, args: string[], environment: Record<string, string> = {}) {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', CI: '', ...environment }
  // The outer Vitest's own variables must not reach the inner one.
  for (const name of Object.keys(env))
    if (/^(VITEST|TEST$|NODE_ENV$|COVTREE_|GITHUB_)/.test(name)) delete env[name]
  Object.assign(env, environment)
  const child = spawn(nodeBinary, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

function runVitest(root: string, args: string[], environment?: Record<string, string>): Promise<VitestRun> {
  const child = startVitest(root, args, environment)
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', exitCode => resolve({ exitCode, stdout, stderr }))
  })
}
