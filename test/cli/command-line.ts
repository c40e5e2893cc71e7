import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Project } from '../e2e/project.ts'
import { nodeBinary } from '../e2e/toolchain.ts'

/** Result of one run of a program. */
export interface Run {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** Runs `covtree` in a project as its user would. */
export function covtree(project: Project, args: string[], options: SpawnOptions = {}): Promise<Run> {
  return finish(startCovtree(project, args, options))
}

/** Runs Node in a project, without covtree. */
export function node(project: Project, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return finish(startProgram(project, nodeBinary, args, { env }))
}

/** Starts `covtree` and leaves it to the test. */
export function startCovtree(project: Project, args: string[], options: SpawnOptions = {}): ChildProcess {
  const cli = join(project.root, 'node_modules/covtree/dist/cli/index.js')
  return startProgram(project, nodeBinary, [cli, ...args], options)
}

/** Starts any program in a project; it is ended when the test has finished. */
export function startProgram(
  project: Project,
  program: string,
  args: string[],
  options: SpawnOptions = {},
): ChildProcess {
  const child = spawn(program, args, {
    cwd: project.root,
    stdio: 'pipe',
    ...options,
    env: cleanEnvironment(options.env),
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/** Collects what a process prints until it has ended. */
export function finish(child: ChildProcess): Promise<Run> {
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', text => {
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', text => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}

/** Resolves when the process has printed this text; rejects when it ends without. */
export function waitFor(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout!.on('data', part => {
      output += part
      if (output.includes(text)) resolve()
    })
    child.once('close', () => reject(new Error(`ended without "${text}":\n${output}`)))
  })
}

/** Without what the outer Vitest put there; `node` is the one under test. */
function cleanEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', CI: '' }
  for (const name of Object.keys(env))
    if (/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|COVTREE_)/.test(name)) delete env[name]
  return { ...env, PATH: `${join(nodeBinary, '..')}:${env.PATH}`, ...more }
}
