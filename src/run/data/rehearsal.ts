// V8's code cache holds the functions that were compiled when it is made. All of them would be three times what a child runs, and
// V8 walks through each several times to start and stop counting. So the bootstrap is run once against a stage: a process,
// modules and bindings of Node that do nothing. What it would not find there, children compile themselves.
import { type Context, createContext, runInContext, type Script } from 'node:vm'

/** The answer of an inspector that has counted one script. */
const counted = JSON.stringify({
  id: 1,
  result: {
    result: [
      { scriptId: '1', url: 'node:fs', functions: [] },
      {
        scriptId: '2',
        url: 'file:///stage/program.js',
        functions: [
          {
            functionName: '',
            ranges: [{ startOffset: 0, endOffset: 9, count: 1 }],
            isBlockCoverage: true,
          },
        ],
      },
    ],
    timestamp: 1,
  },
})

/** Runs the bootstrap's start and end, with nothing of this process in reach. Never throws. */
export function rehearse(script: Script, filename: string): void {
  try {
    const stage = new Stage()
    const run = script.runInContext(stage.context)
    run({}, stage.require, { exports: {} }, filename, '/stage/bootstrap', {
      path: '/stage/config.json',
      text: JSON.stringify({ version: 1, bootstrap: '/stage/bootstrap/index.cjs', askTimeout: 100 }),
    })
    stage.end()
  } catch {
    // Less is in the cache.
  }
}

class Stage {
  readonly context: Context
  readonly #process: Record<string, unknown>

  constructor() {
    this.#process = makeProcess()
    const timer = { unref() {} }
    const context = createContext({
      process: this.#process,
      Buffer,
      URL,
      setTimeout: () => timer,
      clearTimeout() {},
      setInterval: () => timer,
      clearInterval() {},
    })
    const Handle: new () => SignalHandle = runInContext(signalHandle, context)
    // As Node does for the first listener of a signal.
    this.#process.on = () => {
      new Handle().onsignal = () => {}
    }
    this.context = context
  }

  readonly require = (name: string): unknown => (name === 'node:fs' ? files : {})

  /** The first to read `emit` when a process is exiting is Node, which calls it with 'exit' at once. */
  end(): void {
    this.#process._exiting = true
    const emit = this.#process.emit as (name: string, code: number) => void
    emit.call(this.#process, 'exit', 0)
  }
}

/** The status of a regular file of 9 spaces that was changed long ago. */
const stat = { size: 9, mtimeMs: 1, mode: 0o100644 }
const knownFunctions: Record<string, unknown> = {
  openSync: () => 3,
  writeSync: (_fd: number, buffer: Uint8Array) => buffer.length,
  readSync: (_fd: number, buffer: Uint8Array) => buffer.fill(0x20).length,
  statSync: () => stat,
  readdirSync: () => [],
}
const files = new Proxy(knownFunctions, { get: (known, name) => known[String(name)] ?? (() => undefined) })

/** Inherits from the stage's own Object, where the bootstrap watches for handles. */
const signalHandle = '(class { unref() {} start() { return 0 } close() {} })'

interface SignalHandle {
  onsignal?: () => void
}

function makeProcess(): Record<string, unknown> {
  const hrtime = { bigint: () => 1_000_000_000n }
  const bindings: Record<string, unknown> = {
    constants: { os: { signals: { SIGTERM: 15, SIGURG: 23 } } },
    inspector: { Connection },
  }
  const own = {
    binding: (name: string) => bindings[name],
    env: {
      COVTREE_DATAFILE: '/stage/data',
      COVTREE_SOURCE: '/stage',
      COVTREE_CONFIG: '/stage/config.json',
      COVTREE_BRANCH: 'enabled',
      NODE_OPTIONS: '--require=/stage/bootstrap/index.cjs',
    } as Record<string, string>,
    versions: process.versions,
    version: process.version,
    platform: process.platform,
    pid: 1,
    ppid: 1,
    argv: ['node', '/stage/program.js'],
    execArgv: [],
    moduleLoadList: ['Internal Binding fs'],
    hrtime,
    prependListener() {},
    removeListener() {},
    listenerCount: () => 0,
    cpuUsage: () => ({ user: 0, system: 0 }),
    uptime: () => 0,
    cwd: () => '/stage',
    chdir() {},
    kill() {},
    _kill: () => 0,
    abort() {},
    reallyExit() {},
    dlopen() {},
    _getActiveRequests: () => [],
    execve() {},
    _fatalException: () => false,
  }
  return Object.setPrototypeOf(own, Object.create({ emit: () => true }))
}

class Connection {
  readonly #receive: (message: string) => void

  constructor(receive: (message: string) => void) {
    this.#receive = receive
  }

  dispatch(message: string) {
    this.#receive(message.includes('take') ? counted : '{"id":1,"result":{}}')
  }
}
