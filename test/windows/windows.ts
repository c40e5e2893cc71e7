import { type ChildProcess, spawn } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { CoverageMapData, FileCoverageData } from 'istanbul-lib-coverage'
import { onTestFinished } from 'vitest'

/** The folder of the Windows that scripts/windows made; scripts/windows/run.mjs sets both variables, and those of Wine. */
export const windowsFolder = process.env.COVTREE_TEST_WINDOWS!
const major = process.env.COVTREE_TEST_WINDOWS_NODE!
const nodeFolder = `C:\\node${major}`
const driveW = join(windowsFolder, 'w')
/** Holds the packages that projects use. */
export const projectsFolder = join(driveW, 'projects')

/** Result of a program on Windows. */
export interface WindowsRun {
  code: number | null
  stdout: string
  stderr: string
}

/** A program that runs on Windows; it is killed when the test has finished. */
export interface WindowsProgram {
  /** Linux' own process that stands for it. */
  child: ChildProcess
  ended: Promise<WindowsRun>
}

/** A folder on drive W: below the one that holds the packages. */
export interface WindowsProject {
  /** Its path on Linux. */
  root: string
  /** Its path on Windows. */
  windowsRoot: string
  write(files: Record<string, string>): void
  read(name: string): string
  /** Runs Node and waits for its end. */
  node(args: string[], env?: NodeJS.ProcessEnv): Promise<WindowsRun>
  /** Starts Node. */
  start(args: string[], env?: NodeJS.ProcessEnv): WindowsProgram
  covtree(args: string[], env?: NodeJS.ProcessEnv): Promise<WindowsRun>
  vitest(args: string[], env?: NodeJS.ProcessEnv): Promise<WindowsRun>
  /** `coverage/coverage-final.json` with paths relative to the project, `/` in them. */
  coverage(): CoverageMapData
  /** One file's coverage from there. */
  file(name: string): FileCoverageData
}

/** Makes a project with these files; removed when the test has finished. */
export function createWindowsProject(files: Record<string, string>): WindowsProject {
  const root = realpathSync(mkdtempSync(join(projectsFolder, 'project-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }))
  const windowsRoot = toWindows(root)
  const start: WindowsProject['start'] = (args, env) => startNode(root, args, env)
  const project: WindowsProject = {
    root,
    windowsRoot,
    start,
    write(more) {
      for (const [name, content] of Object.entries(more)) {
        mkdirSync(dirname(join(root, name)), { recursive: true })
        writeFileSync(join(root, name), content)
      }
    },
    read: name => readFileSync(join(root, name), 'utf8'),
    node: (args, env) => start(args, env).ended,
    covtree: (args, env) => project.node(['..\\node_modules\\covtree\\dist\\cli\\index.js', ...args], env),
    vitest: (args, env) => project.node(['..\\node_modules\\vitest\\vitest.mjs', ...args], env),
    coverage() {
      const map: CoverageMapData = JSON.parse(project.read('coverage/coverage-final.json'))
      const toName = (path: string) =>
        path.replaceAll('\\', '/').replace(`${windowsRoot.replaceAll('\\', '/')}/`, '')
      return Object.fromEntries(Object.entries(map).map(([path, file]) => [toName(path), file]))
    },
    file(name) {
      const file = project.coverage()[name]
      if (!file) throw new Error(`${name} is not in the coverage map`)
      return file as FileCoverageData
    },
  }
  project.write({ 'package.json': '{ "name": "project", "private": true }', ...files })
  return project
}

/** The path on Windows of one below drive W: */
export function toWindows(path: string): string {
  return `W:${path.slice(driveW.length)}`.replaceAll('/', '\\')
}

/** Starts Node in a folder of drive W: */
function startNode(cwd: string, args: string[], env?: NodeJS.ProcessEnv): WindowsProgram {
  return startProgram(cwd, `${nodeFolder}\\node.exe`, args, env)
}

/** Starts a program of Windows. Node on pipes of Linux ends with EBADF under Wine: files take their place. */
export function startProgram(
  cwd: string,
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): WindowsProgram {
  const outputs = mkdtempSync(join(windowsFolder, 'output-'))
  const names = ['stdout', 'stderr'].map(name => join(outputs, name))
  const files = names.map(name => openSync(name, 'w'))
  const child = spawn('wine', [program, ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', ...files],
  })
  for (const file of files) closeSync(file)
  const ended = new Promise<WindowsRun>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', code => {
      const [stdout = '', stderr = ''] = names.map(name => readFileSync(name, 'utf8'))
      resolve({ code, stdout, stderr })
    })
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended.catch(() => {})
    rmSync(outputs, { recursive: true, force: true })
  })
  return { child, ended }
}

/** Without what the outer Vitest put there. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', CI: '', WINEPATH: nodeFolder }
  for (const name of Object.keys(env))
    if (/^(VITEST|TEST$|NODE_|COVTREE_|GITHUB_|TMPDIR$)/.test(name)) delete env[name]
  return env
}
