import { type ChildProcess, execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isWindows } from '../../system/platform.ts'

/** One way to start a process. */
export interface Probe {
  name: string
  /** How many processes and threads of Node it starts. */
  starts: number
  /** Starts them and waits for their ends. Throws {@link CannotTry} if this machine lacks a program for it. */
  run(folder: string): unknown
}

/** The error of a probe whose program is not on this machine. */
export class CannotTry extends Error {}

/** Time limit of a probe in ms. npm is slow, and a hung probe must not hang the doctor. */
const limit = 30_000

const node = process.execPath
const quiet = { stdio: 'ignore', timeout: limit } as const

/** The ways to start a process, from the simplest to the ones that other tools lose. */
export const probes: readonly Probe[] = [
  {
    name: 'spawn',
    starts: 1,
    run: folder => ended(spawn(node, ['plain.cjs'], { cwd: folder, stdio: 'ignore' })),
  },
  { name: 'fork', starts: 1, run: folder => ended(fork('plain.cjs', { cwd: folder, stdio: 'ignore' })) },
  {
    name: 'execFileSync, env: {}',
    starts: 1,
    run: folder => execFileSync(node, ['plain.cjs'], { ...quiet, cwd: folder, env: {} }),
  },
  { name: 'shell', starts: 1, run: folder => execSync(`"${node}" plain.cjs`, { ...quiet, cwd: folder }) },
  { name: 'npm script', starts: 1, run: folder => runNpm(folder) },
  {
    name: 'ES module, named import',
    starts: 2,
    run: folder => execFileSync(node, ['starts.mjs'], { ...quiet, cwd: folder }),
  },
  { name: 'thread', starts: 2, run: folder => execFileSync(node, ['thread.mjs'], { ...quiet, cwd: folder }) },
  { name: 'server, ended by SIGTERM', starts: 1, run: stopServer },
]

/** The programs that the probes start. */
const programs = {
  'package.json': '{ "name": "probe", "private": true, "scripts": { "probe": "node plain.cjs" } }',
  'plain.cjs': 'function answer() { return 6 * 7 }\nanswer()\n',
  'starts.mjs':
    "import { spawnSync } from 'node:child_process'\nspawnSync(process.execPath, ['plain.cjs'], { stdio: 'ignore' })\n",
  'thread.mjs':
    "import { isMainThread, Worker } from 'node:worker_threads'\nif (isMainThread) new Worker(new URL(import.meta.url))\n",
  'server.cjs': "require('node:net').createServer().listen(0, '127.0.0.1', () => console.log('ready'))\n",
}

/** Writes the programs. */
export function writePrograms(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text)
}

/** Reads a child's NODE_OPTIONS through a shell: from a Node program the bootstrap hides its own part. */
export function readChildOptions(folder: string): string {
  const command = isWindows ? 'echo %NODE_OPTIONS%' : 'echo "$NODE_OPTIONS"'
  return execSync(command, { cwd: folder, encoding: 'utf8', timeout: limit }).trim()
}

function runNpm(folder: string): void {
  // On Windows npm is a batch file, which only a shell starts.
  const { error, status } = isWindows
    ? spawnSync('npm run --silent probe', { ...quiet, cwd: folder, shell: true })
    : spawnSync('npm', ['run', '--silent', 'probe'], { ...quiet, cwd: folder })
  if (error) throw new CannotTry(`npm: ${(error as NodeJS.ErrnoException).code}`)
  if (status !== 0) throw new Error(`npm ended with ${status}`)
}

async function stopServer(folder: string): Promise<void> {
  const child = spawn(node, ['server.cjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  const end = ended(child)
  child.stdout.once('data', () => child.kill('SIGTERM'))
  await end
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), limit)
    child.once('error', reject).once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
