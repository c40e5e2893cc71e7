import { type ChildProcess, spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { addRequire } from '../../bootstrap/node/node-options.ts'
import type { KillNote } from '../../src/contract/data-file.ts'
import type { ChildConfig } from '../../src/contract/environment.ts'
import type { FlushReason, ProcessInfo } from '../../src/contract/process-info.ts'
import { writeStartFile } from '../../src/run/data/start-file.ts'
import { type ReadData, readData } from './read-data.ts'

export const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url))
export const bootstrap = fileURLToPath(new URL('../../dist/bootstrap/index.cjs', import.meta.url))
/** The Node whose processes are tested; the tests themselves may run on another. */
export const nodeBinary = process.env.COVTREE_TEST_NODE ?? process.execPath

/** Linux' /proc for the tests, where it is hidden from what they start (scripts/matrix/without-proc.mjs). */
export const proc = process.env.COVTREE_TEST_PROC ?? '/proc'

/** Whether the processes under test find no /proc. */
export const isProcHidden = proc !== '/proc'

/** The pid of a running process, by its command line and its process group. Not pgrep: that reads /proc itself. */
export function findProcess(isWanted: (commandLine: string, group: number) => boolean): number {
  for (const pid of readdirSync(proc).filter(name => /^\d+$/.test(name))) {
    try {
      const commandLine = readFileSync(`${proc}/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      const stat = readFileSync(`${proc}/${pid}/stat`, 'latin1')
      const [, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (isWanted(commandLine, Number(group))) return Number(pid)
    } catch {
      // It has ended since the listing.
    }
  }
  throw new Error('There is no such process.')
}

/** The end and the output of a process. */
export interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A process that runs; it is killed with its whole group when the test ends. */
export interface Running {
  child: ChildProcess
  /** Resolves when stdout holds the text. */
  saw(text: string): Promise<void>
  /** The output of the process so far. */
  stdout(): string
  ended: Promise<Outcome>
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv
  cwd?: string
  execPath?: string
}

/** Starts the Node under test. */
export function start(args: string[], { env = {}, cwd, execPath = nodeBinary }: RunOptions = {}): Running {
  const child = spawn(execPath, args, {
    env: { PATH: process.env.PATH, TEST_NODE: nodeBinary, ...env },
    cwd,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  child.stdout.on('data', chunk => {
    stdout += chunk
    for (const look of waiting) look()
  })
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr })
      for (const look of waiting) look()
    })
  })
  onTestFinished(() => {
    try {
      process.kill(-child.pid!, 'SIGKILL')
    } catch {
      // All gone.
    }
  })
  return {
    child,
    ended,
    stdout: () => stdout,
    saw: text =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (stdout.includes(text)) resolve()
          else if (child.exitCode !== null || child.signalCode !== null) {
            if (child.stdout.closed) reject(new Error(`ended without "${text}": ${stdout}${stderr}`))
          }
        }
        waiting.add(look)
        look()
      }),
  }
}

/** A data folder of one test, and the environment that has children write to it. */
export interface DataFolder {
  folder: string
  env: NodeJS.ProcessEnv
  read(): RunData
  /** Resolves when a request to flush has been answered so many times. */
  sawAnswers(count: number): Promise<void>
  /** Resolves when a file whose name matches is in the folder. */
  sawFile(pattern: RegExp): Promise<void>
  /** Resolves when there are so many data files that were written for a reason. */
  sawReason(reason: FlushReason, count?: number): Promise<void>
}

/** The content of a data folder. */
export class RunData {
  readonly files: ReadData[] = []
  readonly live: ProcessInfo[] = []
  readonly kills = new Map<string, KillNote>()
  readonly leftovers: string[] = []

  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    for (const name of readdirSync(folder).sort()) {
      if (name.startsWith('data-')) this.files.push(readData(join(folder, name)))
      else if (!['live', 'texts', 'shared', 'starts'].includes(name) && !name.startsWith('config.json'))
        this.leftovers.push(name)
    }
    this.files.sort((a, b) => a.covtree.sequence - b.covtree.sequence)
    for (const name of readdirSync(join(folder, 'live'))) {
      const text = readIfThere(join(folder, 'live', name))
      if (text === undefined) continue
      if (name.endsWith('.json')) this.live.push(JSON.parse(text))
      if (name.endsWith('.kill')) this.kills.set(name.slice(0, -'.kill'.length), JSON.parse(text))
    }
  }

  /** A saved text. */
  text(name: string): string {
    return readFileSync(join(this.#folder, 'texts', name), 'utf8')
  }

  /** Sum of a function's counts over all data files, or those of one process; undefined if none names it. */
  count(functionName: string, id?: string): number | undefined {
    let sum: number | undefined
    for (const { result, covtree } of this.files) {
      if (id && covtree.process.id !== id) continue
      for (const script of result) {
        for (const found of script.functions) {
          if (found.functionName === functionName) sum = (sum ?? 0) + found.ranges[0]!.count
        }
      }
    }
    return sum
  }

  /** The ends that processes noted, in the order of their ids. */
  ends(): (number | string | undefined)[] {
    return this.files.flatMap(({ covtree: { end } }) => (end ? [end.signal ?? end.code] : []))
  }

  /** The last data file of each process or thread. */
  lastFiles(): ReadData[] {
    return [...new Map(this.files.map(file => [file.covtree.process.id, file])).values()]
  }

  /** Processes known to have started, by id. */
  ids(): string[] {
    const ids = new Set([
      ...this.files.map(file => file.covtree.process.id),
      ...this.live.map(({ id }) => id),
    ])
    return [...ids]
  }
}

/** Content of a file; undefined if a process has removed it since the folder was listed. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Makes a data folder for one test. */
export function createDataFolder(config: Partial<ChildConfig> = {}, root = fixtures): DataFolder {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'live'), { mode: 0o700 })
  // Without /proc nothing tells that a target waits for a processor, as it does on a machine with other work. A sender waits 2.5 times as long then.
  const askTimeout = isProcHidden ? 400 : 100
  const full: ChildConfig = { version: 1, bootstrap, askTimeout, ...config }
  const configFile = join(folder, 'config.json')
  writeFileSync(configFile, JSON.stringify(full))
  // As a run does. Under another Node than the tests' own, children do without.
  writeStartFile(full.bootstrap.replace('index.cjs', 'process.cjs'), configFile, JSON.stringify(full))
  return {
    folder,
    env: {
      NODE_OPTIONS: addRequire('', bootstrap),
      COVTREE_SOURCE: root,
      COVTREE_CONFIG: join(folder, 'config.json'),
      COVTREE_DATAFILE: join(folder, 'data'),
      COVTREE_BRANCH: 'enabled',
    },
    read: () => new RunData(folder),
    sawAnswers(count) {
      const live = join(folder, 'live')
      return seen(live, () => {
        const ack = readdirSync(live).find(name => name.endsWith('.ack'))
        return (
          ack !== undefined && (statSync(join(live, ack), { throwIfNoEntry: false })?.size ?? 0) >= 2 * count
        )
      })
    },
    sawFile: pattern => seen(folder, () => readdirSync(folder).some(name => pattern.test(name))),
    sawReason: (reason, count = 1) =>
      seen(folder, () => {
        const { files } = new RunData(folder)
        return files.filter(file => file.covtree.reason === reason).length >= count
      }),
  }
}

/** Resolves when something is so; looks at each change in a folder. Rejects if a look throws, so that the test fails and not the whole run. */
function seen(folder: string, look: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const lookAgain = () => {
      try {
        if (!look()) return
        resolve()
      } catch (error) {
        reject(error)
      }
      watcher.close()
    }
    const watcher = watch(folder, lookAgain)
    onTestFinished(() => watcher.close())
    lookAgain()
  })
}

/** Acts on a process while it runs; `data` is absent in the run without covtree. */
export type Act = (running: Running, data?: DataFolder) => unknown

/** Resolves when a process that is counted has its signal thread, and has written what was counted so far. */
export async function isGuarded({ child }: Running, data: DataFolder | undefined): Promise<void> {
  await data?.sawFile(/^data-.*-0\.json$/)
  // No program here handles this one itself.
  if (data) await catchesSignal(child.pid!, 'SIGVTALRM')
}

/** Resolves when a process catches a signal (Linux). */
export async function catchesSignal(pid: number, signal: NodeJS.Signals): Promise<void> {
  const bit = 1n << BigInt(constants.signals[signal] - 1)
  for (;;) {
    const caught = /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`${proc}/${pid}/status`, 'latin1'))![1]
    if (BigInt(`0x${caught}`) & bit) return
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

/** Resolves when the main thread of a process waits: none of the program's code is running (Linux). */
export async function isAsleep(pid: number): Promise<void> {
  while (!readFileSync(`${proc}/${pid}/stat`, 'latin1').includes(') S '))
    await new Promise(resolve => setTimeout(resolve, 10))
}

/** Runs the same without and with covtree; `act` sees each while it runs. */
export async function runBoth(
  args: string[],
  options: RunOptions & {
    config?: Partial<ChildConfig>
    root?: string
    act?: Act
    countedEnv?: NodeJS.ProcessEnv
  } = {},
): Promise<{ bare: Outcome; counted: Outcome; data: RunData }> {
  const outcomes: Outcome[] = []
  const data = createDataFolder(options.config, options.root)
  for (const folder of [undefined, data]) {
    const running = start(args, {
      ...options,
      env: { ...folder?.env, ...options.env, ...(folder && options.countedEnv) },
    })
    await options.act?.(running, folder)
    outcomes.push(await running.ended)
  }
  const [bare, counted] = outcomes
  return { bare: withoutPids(bare!), counted: withoutPids(counted!), data: data.read() }
}

/** Node names its own pid in warnings and addresses in native stack traces, which no two runs share. */
function withoutPids(outcome: Outcome): Outcome {
  const stderr = outcome.stderr.replace(/^\(node:\d+\)/gm, '(node:PID)').replace(/\b0x[0-9a-f]+/g, '0x')
  return { ...outcome, stderr }
}
