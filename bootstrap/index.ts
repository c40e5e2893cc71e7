// The file that NODE_OPTIONS preloads. It runs the bootstrap proper (process.ts), from V8's code cache if the run has made one for this
// Node: compiling would take half of the start (Node 20 to 26). The build turns this file into ES5, and it does nothing before Node 18: a process
// of an older Node must run as without covtree.
import { environmentNames } from '../src/contract/environment.ts'
import {
  type ReadConfig,
  type StartFile,
  startFile,
  unpackStartFile,
  wrapCode,
} from '../src/contract/start-file.ts'
import { debugLog } from './node/debug-log.ts'
import { isMainThread } from './node/main-thread.ts'
import { readBytes, readText } from './node/primordials.ts'

type Bootstrap = typeof import('./process.ts')

const { env, platform, versions } = process
// Bun and Deno read NODE_OPTIONS in part, but have another engine or inspector. A thread may get its variables as environment data.
const isOff = 'bun' in versions || 'deno' in versions || (isMainThread && !env[environmentNames.dataFile])

export const { runSignalThread } = isOff ? ({} as Partial<Bootstrap>) : load()

function load(): Partial<Bootstrap> {
  try {
    const { Script } = require('node:vm') as typeof import('node:vm')
    const filename = `${__dirname}/${platform === 'win32' ? 'process-win32' : 'process'}.cjs`
    const path = env[environmentNames.config]
    const start = path ? readStartFile(path) : undefined
    const code = start?.code ?? wrapCode(readText(filename))
    // Not `require`: that adds to the program's module cache and takes no code cache.
    const script = new Script(code, { filename, ...(start && { cachedData: start.cache }) })
    const module: { exports: Partial<Bootstrap> } = { exports: {} }
    const config: ReadConfig | undefined = start && { path: path!, text: start.config }
    script.runInThisContext()(module.exports, require, module, filename, __dirname, config)
    return module.exports
  } catch (error) {
    debugLog('bootstrap not loaded', error)
    return {}
  }
}

/** Undefined if the run has made no start file for this Node. */
function readStartFile(config: string): StartFile | undefined {
  try {
    return unpackStartFile(readBytes(startFile(config)))
  } catch {
    return undefined
  }
}
