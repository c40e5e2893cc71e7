// Chooses the functions of V8's code cache for the bootstrap. V8 caches the functions that are compiled when the cache is made. Caching
// all would be three times as much as a child runs, and V8 visits each cached function several times to start and stop counting.
// So this module runs the bootstrap once on a stage: a fake process, fake modules and bindings that do nothing. Children compile the
// functions that did not run there.
import { type Context, createContext, runInContext, type Script } from 'node:vm'

/** An inspector's answer with the counts of one script. */
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

/** Runs the bootstrap's start and end in a context that cannot reach this process. Never throws. */
export function compileCachedFunctions(script: Script, filename: string): void {
  try {
    const stage = new Stage()
    const run = script.runInContext(stage.context)
    run({}, stage.require, { exports: {} }, filename, '/stage/bootstrap', {
      path: '/stage/config.json',
      text: JSON.stringify({ version: 1, bootstrap: '/stage/bootstrap/index.cjs', askTimeout: 100 }),
    })
    stage.end()
  } catch {
    // The cache then holds fewer functions.
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

  /** Imitates Node at the exit: it reads `emit` and calls it with 'exit'. */
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

/** A class of the stage's own realm, in which the bootstrap watches for handles. */
const signalHandle = '(class { unref() {} start() { return 0 } stop() {} close() {} })'

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
