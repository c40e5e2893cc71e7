// The file that NODE_OPTIONS preloads. It runs the bootstrap proper (process.ts), from V8's code cache if the run has made one for this
// Node: compiling would take half of the start (Node 20 to 26). The build turns this file into ES5, and it does nothing before Node 18: a process
// of an older Node must run as without covtree. All of it runs before the program. It has few functions and calls few of Node's,
// because V8 compiles each of them in each child.
import { environmentNames, threadKey } from '../src/contract/environment.ts'
import { type ReadConfig, readStartFile, wrapCode } from '../src/contract/start-file.ts'

type Bootstrap = typeof import('./process.ts')

// Node 18 has no `getBuiltinModule`.
const { env, platform, versions, getBuiltinModule } = process as NodeJS.Process & {
  getBuiltinModule?: (id: string) => unknown
}
// Bun and Deno read NODE_OPTIONS in part, but have another engine or inspector. A thread may get its variables as environment data.
const isThread = 'disabled' in process.chdir
const isOff = 'bun' in versions || 'deno' in versions || (!isThread && !env[environmentNames.dataFile])

if (!isOff) {
  try {
    module.exports = load()
  } catch (error) {
    logFailure(error)
  }
}

function load(): Partial<Bootstrap> {
  const fs = require('node:fs') as typeof import('node:fs')
  const { Script } = require('node:vm') as typeof import('node:vm')
  const filename = `${__dirname}/${platform === 'win32' ? 'process-win32' : 'process'}.cjs`
  const path = isThread ? readThreadConfig() : env[environmentNames.config]
  const start = path ? readStartFile(path, fs) : undefined
  const code = start ? start.code : wrapCode(fs.readFileSync(filename, 'utf8'))
  // Not `require`: that adds to the program's module cache and takes no code cache.
  const script = new Script(code, start ? { filename, cachedData: start.cache } : { filename })
  const own: { exports: Partial<Bootstrap> } = { exports: {} }
  const config: ReadConfig | undefined = start && { path: path!, text: start.config }
  script.runInThisContext()(own.exports, requireQuietly, own, filename, __dirname, config)
  return own.exports
}

/** As `require`, which calls `Module._load`: mocking libraries replace that, and warn of modules that they do not expect. */
function requireQuietly(id: string): unknown {
  return getBuiltinModule?.(id) ?? require(id)
}

/** Path of a thread's config: the thread may have its variables as environment data alone. */
function readThreadConfig(): string | undefined {
  const { getEnvironmentData } = require('node:worker_threads') as typeof import('node:worker_threads')
  const variables = getEnvironmentData(threadKey) as NodeJS.ProcessEnv | undefined
  return env[environmentNames.config] || variables?.[environmentNames.config]
}

/** As `debugLog`, which brings more functions than this file needs. */
function logFailure(error: unknown): void {
  const file = env[environmentNames.debugFile]
  if (!file) return
  try {
    const { appendFileSync } = require('node:fs') as typeof import('node:fs')
    appendFileSync(file, `${Date.now()} ${process.pid} bootstrap not loaded ${(error as Error).stack}\n`)
  } catch {
    // A log that cannot be written must not disturb the program.
  }
}
